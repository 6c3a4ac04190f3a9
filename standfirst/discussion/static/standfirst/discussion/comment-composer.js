// A text area with a toolbar for Markdown and a preview that the server renders while one types.
const PAUSE = 350; // ms without a key before the preview is asked for

class CommentComposer extends HTMLElement {
  #area = this.querySelector("textarea");
  #preview = this.querySelector(".preview");
  #toggle = this.closest("form")?.querySelector("button[data-preview]");
  #due;

  connectedCallback() {
    const toolbar = this.querySelector(".toolbar");
    toolbar.hidden = false;
    toolbar.addEventListener("click", ({ target }) => this.#mark(target.closest("button")?.dataset));
    this.#area.addEventListener("keydown", (event) => {
      const around = { b: "**", i: "*" }[(event.ctrlKey || event.metaKey) && !event.shiftKey && event.key];
      if (!around) return;
      event.preventDefault();
      this.#mark({ around });
    });
    this.#area.addEventListener("input", () => this.#typed());
    this.#toggle?.setAttribute("aria-pressed", !this.#preview.hidden);
    this.#toggle?.addEventListener("click", (event) => {
      event.preventDefault();
      this.#preview.hidden = !this.#preview.hidden;
      this.#toggle.setAttribute("aria-pressed", !this.#preview.hidden);
      this.#show();
    });
    this.#typed();
  }

  #mark(how) {
    if (!how) return;
    const { value, selectionStart: start, selectionEnd: end } = this.#area;
    const chosen = value.slice(start, end);
    if (how.around) return this.#put(start, end, how.around + chosen + how.around, how.around.length, chosen.length);
    if ("link" in how) {
      const isAddress = /^https?:\S+$/.test(chosen);
      return this.#put(start, end, isAddress ? `[](${chosen})` : `[${chosen}](https://)`, isAddress ? 1 : chosen.length + 3, isAddress ? 0 : 8);
    }
    const from = value.lastIndexOf("\n", start - 1) + 1;
    const lines = how.before + value.slice(from, end).replaceAll("\n", `\n${how.before}`);
    this.#put(from, end, lines, lines.length, 0);
  }

  #put(start, end, text, at, length) {
    this.#area.focus();
    this.#area.setSelectionRange(start, end);
    // The one way that keeps the browser's own undo; where it is gone, undo is lost, not the words.
    if (!document.execCommand("insertText", false, text)) this.#area.setRangeText(text, start, end);
    this.#area.setSelectionRange(start + at, start + at + length);
    this.#typed();
  }

  #typed() {
    const count = this.querySelector("[data-count]");
    if (count) count.textContent = [...this.#area.value].length.toLocaleString(document.documentElement.lang);
    clearTimeout(this.#due);
    if (!this.#preview.hidden) this.#due = setTimeout(() => this.#show(), PAUSE);
  }

  async #show() {
    const words = this.#area.value;
    if (this.#preview.hidden || !words.trim()) return this.#preview.replaceChildren();
    try {
      const answer = await fetch(this.dataset.preview, { method: "POST", headers: { "X-Part": "1" }, body: new URLSearchParams({ words }) });
      if (answer.status < 500 && words === this.#area.value) this.#preview.innerHTML = await answer.text();
    } catch {
      // No connection: what was shown last stays.
    }
  }
}
customElements.define("comment-composer", CommentComposer);
