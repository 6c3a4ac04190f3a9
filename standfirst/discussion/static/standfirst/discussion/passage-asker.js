// <passage-asker>: select words of the article, and a button beside them leads to the form with the words in it.
const LONGEST = 1000; // characters, as the form takes them
const AROUND = 64;
const NOT_READ = "sup[aria-hidden], .feedback, .visually-hidden";

class PassageAsker extends HTMLElement {
  connectedCallback() {
    this.button = Object.assign(document.createElement("a"), { className: "ask-here button", textContent: this.dataset.label });
    this.button.hidden = true;
    this.listeners = new AbortController();
    document.addEventListener("selectionchange", () => this.follow(), { signal: this.listeners.signal });
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.leave(), { signal: this.listeners.signal });
  }

  disconnectedCallback() {
    this.listeners.abort();
    this.button.remove();
  }

  follow() {
    if (document.activeElement === this.button) return;
    const selection = getSelection();
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : undefined;
    const paragraph = range && this.paragraphOf(range);
    const quote = paragraph && wordsOf(range);
    if (!quote || quote.length > LONGEST) return this.leave();
    const address = new URL(this.querySelector("a").href);
    address.searchParams.set("quote", quote);
    address.searchParams.set("prefix", around(paragraph, range, "before").slice(-AROUND));
    address.searchParams.set("suffix", around(paragraph, range, "after").slice(0, AROUND));
    this.button.href = address;
    this.button.hidden = false;
    // In the next place that the keyboard reaches, and under the last selected line.
    if (this.button.previousElementSibling !== paragraph) paragraph.after(this.button);
    const home = (this.button.offsetParent ?? document.body).getBoundingClientRect();
    const last = [...range.getClientRects()].at(-1) ?? range.getBoundingClientRect();
    this.button.style.insetBlockStart = `${last.bottom - home.top + 4}px`;
    this.button.style.left = `${Math.max(0, Math.min(last.right, home.right - this.button.offsetWidth) - home.left)}px`;
  }

  leave() {
    this.button.hidden = true;
  }

  paragraphOf({ startContainer, endContainer }) {
    const [first, last] = [startContainer, endContainer].map((node) => (node.closest ? node : node.parentElement)?.closest("p, ul, ol"));
    const isText = first?.closest(".prose") && !first.closest(".aside, .databox, figure, blockquote, .support, .sources, .left-notes");
    return first === last && isText ? first : undefined;
  }
}

function wordsOf(range) {
  const part = range.cloneContents();
  for (const other of part.querySelectorAll(NOT_READ)) other.remove();
  return part.textContent.replace(/\s+/g, " ").trim();
}

function around(paragraph, range, side) {
  const rest = document.createRange();
  rest.selectNodeContents(paragraph);
  side === "before" ? rest.setEnd(range.startContainer, range.startOffset) : rest.setStart(range.endContainer, range.endOffset);
  return wordsOf(rest);
}

customElements.define("passage-asker", PassageAsker);
