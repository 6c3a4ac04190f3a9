// Keeps what is typed into a form in this browser until the server has taken it: over a reload, a lost network, a sign-in.
// What the server has taken is remembered, too: the browser puts it back into the form on Back, but nobody typed it again.
const A_WEEK = 7 * 24 * 3600 * 1000;
const MOST_SENT = 10;
const PAUSE = 300; // ms

const store = {
  read(key) {
    try {
      const kept = JSON.parse(localStorage.getItem(key));
      return Date.now() - kept.at < A_WEEK ? kept : {};
    } catch {
      return {};
    }
  },
  write(key, kept) {
    try {
      kept ? localStorage.setItem(key, JSON.stringify({ ...kept, at: Date.now() })) : localStorage.removeItem(key);
    } catch {
      // A browser that keeps nothing: the form works without.
    }
  },
};

// When these words were sent from this form last; 0 for never.
const sentAt = (name, words) => Math.max(0, ...(store.read(`sent:${name}`).posts ?? []).filter((post) => post.words === words.trim()).map((post) => post.at));

// The answer to a post says so in a cookie of one minute, wherever it leads.
function noteSent() {
  const sent = document.cookie.match(/(?:^|; )((?:__Host-)?standfirst_sent)=([^;]+)/);
  if (!sent) return;
  const name = decodeURIComponent(sent[2]);
  const { words } = store.read(`sending:${name}`);
  if (words) store.write(`sent:${name}`, { posts: [{ words: words.trim(), at: Date.now() }, ...(store.read(`sent:${name}`).posts ?? [])].slice(0, MOST_SENT) });
  store.write(`sending:${name}`);
  if (!words || store.read(`words:${name}`).words === words) store.write(`words:${name}`);
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${sent[1]}=; Max-Age=0; Path=/; SameSite=Lax${secure}`;
}

class KeptWords extends HTMLElement {
  #due;
  #left;

  connectedCallback() {
    noteSent();
    const name = this.getAttribute("name");
    const area = this.querySelector("textarea");
    const [back, offline] = ["back", "offline"].map((part) => this.querySelector(`[data-${part}]`));
    const isReturn = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    let typedAt = "typed" in this.dataset && !isReturn ? Date.now() : 0;
    const isSent = () => sentAt(name, area.value) > typedAt;
    const isNew = () => area.value.trim() && (area.value !== area.defaultValue || "typed" in this.dataset) && !isSent();
    const save = () => store.write(`words:${name}`, isNew() && { words: area.value });
    const put = (words) => {
      area.value = words;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const clear = () => {
      back.hidden = true;
      put(area.defaultValue);
      typedAt = 0;
    };
    // What was changed stays in its own form: it is what the comment says now.
    const clearSent = () => {
      noteSent();
      if (isSent() && !name.startsWith("edit.")) clear();
    };
    this.#left = new AbortController();
    const { signal } = this.#left;
    area.addEventListener("input", () => {
      typedAt = Date.now();
      clearTimeout(this.#due);
      this.#due = setTimeout(save, PAUSE);
    }, { signal });
    const { words: kept } = store.read(`words:${name}`);
    const given = area.value;
    if ("typed" in this.dataset) save();
    else if (kept && kept.trim() !== given.trim()) {
      put("quotes" in this.dataset && !kept.includes(given.trim()) ? `${kept.trimEnd()}\n\n${given}` : kept);
      back.hidden = false;
    }
    back.querySelector("button").addEventListener("click", () => {
      clear();
      store.write(`words:${name}`);
      area.focus();
    }, { signal });
    // After the browser put back what stood in the form: on Back, on Forward, from its cache of pages.
    addEventListener("pageshow", clearSent, { signal });
    addEventListener("pagehide", save, { signal });
    this.addEventListener("submit", (event) => {
      save();
      store.write(`sending:${name}`, { words: area.value });
      offline.hidden = navigator.onLine;
      if (navigator.onLine) return;
      event.preventDefault();
      event.stopPropagation();
    }, { signal });
  }

  disconnectedCallback() {
    this.#left.abort();
  }
}
customElements.define("kept-words", KeptWords);
addEventListener("pageshow", noteSent);
