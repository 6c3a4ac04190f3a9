// Reads a thread by keys: j and k go on and back, r answers, u and d vote, o folds what is below.
// Single letters can get in the way of other tools, so they can be switched off, and stay off.
const KEPT = "standfirst-keys";

class ThreadKeys extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.choice = this.querySelector("input");
    this.choice.checked = localStorage.getItem(KEPT) !== "off";
    this.choice.addEventListener("change", () => localStorage.setItem(KEPT, this.choice.checked ? "on" : "off"));
    document.addEventListener("keydown", this);
    const asked = document.getElementById(location.hash.slice(1));
    for (let fold = asked?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this);
  }

  handleEvent(event) {
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (isTyping || !this.choice.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    const here = document.activeElement.closest(".comment") ?? document.querySelector(".comment:target");
    const act = {
      j: () => this.go(here, 1),
      k: () => this.go(here, -1),
      r: () => here?.querySelector(".act-main")?.click(),
      u: () => here?.querySelector(".votes > :is(button, a):nth-of-type(1)")?.click(),
      d: () => here?.querySelector(".votes > :is(button, a):nth-of-type(2)")?.click(),
      o: () => here && this.fold(here),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  go(here, step) {
    const comments = [...document.querySelectorAll(".thread .comment")].filter((one) => one.checkVisibility());
    const at = here
      ? comments.indexOf(here) + step
      : comments.findIndex((one) => one.getBoundingClientRect().bottom > 0);
    const next = comments[at];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
  }

  fold(here) {
    const own = here.querySelector("details");
    const below = here.parentElement.querySelector(":scope > ol");
    const after = here.parentElement.nextElementSibling?.querySelector(":scope > details");
    if (own || (!below && after)) (own ?? after).open = !(own ?? after).open;
    else if (below) {
      below.hidden = !below.hidden;
      here.toggleAttribute("data-folded", below.hidden);
      if (below.hidden) here.dataset.folded = this.dataset.folded;
    }
  }
}
customElements.define("thread-keys", ThreadKeys);
