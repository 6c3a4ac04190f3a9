// Keeps what is typed into a form in this browser until the server has taken it: over a reload, a lost network, a sign-in.
const A_WEEK = 7 * 24 * 3600 * 1000;
const PAUSE = 300; // ms

const store = {
  read(name) {
    try {
      const { words, at } = JSON.parse(localStorage.getItem(`words:${name}`)) ?? {};
      return Date.now() - at < A_WEEK ? words : "";
    } catch {
      return "";
    }
  },
  write(name, words) {
    try {
      words.trim() ? localStorage.setItem(`words:${name}`, JSON.stringify({ words, at: Date.now() })) : localStorage.removeItem(`words:${name}`);
    } catch {
      // A browser that keeps nothing: the form works without.
    }
  },
};

// The answer to a post says so in a cookie of one minute, wherever it leads.
function forgetSent() {
  const sent = document.cookie.match(/(?:^|; )((?:__Host-)?standfirst_sent)=([^;]+)/);
  if (!sent) return;
  store.write(decodeURIComponent(sent[2]), "");
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${sent[1]}=; Max-Age=0; Path=/; SameSite=Lax${secure}`;
}

class KeptWords extends HTMLElement {
  #due;

  connectedCallback() {
    forgetSent();
    const name = this.getAttribute("name");
    const area = this.querySelector("textarea");
    const [back, offline] = ["back", "offline"].map((part) => this.querySelector(`[data-${part}]`));
    const save = () => store.write(name, area.value === area.defaultValue && !("typed" in this.dataset) ? "" : area.value);
    const put = (words) => {
      area.value = words;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const kept = store.read(name);
    const given = area.value;
    if ("typed" in this.dataset) save();
    else if (kept && kept.trim() !== given.trim()) {
      put("quotes" in this.dataset && !kept.includes(given.trim()) ? `${kept.trimEnd()}\n\n${given}` : kept);
      back.hidden = false;
    }
    back.querySelector("button").addEventListener("click", () => {
      put(area.defaultValue);
      store.write(name, "");
      back.hidden = true;
      area.focus();
    });
    area.addEventListener("input", () => {
      clearTimeout(this.#due);
      this.#due = setTimeout(save, PAUSE);
    });
    addEventListener("pagehide", save);
    this.addEventListener("submit", (event) => {
      save();
      offline.hidden = navigator.onLine;
      if (navigator.onLine) return;
      event.preventDefault();
      event.stopPropagation();
    });
  }
}
customElements.define("kept-words", KeptWords);
addEventListener("pageshow", forgetSent);
