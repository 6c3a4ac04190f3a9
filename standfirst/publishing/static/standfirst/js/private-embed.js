// Loads a film or a map in place of its link, and only after the reader asked for it.
// Without this file, or for a host it does not know, the link stays a link.
class PrivateEmbed extends HTMLElement {
  connectedCallback() {
    if (this.dataset.frame) this.addEventListener("click", this);
  }

  handleEvent(event) {
    const link = event.target.closest("a[href]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.removeEventListener("click", this);
    const frame = document.createElement("iframe");
    frame.src = this.dataset.frame;
    frame.title = this.dataset.title;
    frame.allow = "fullscreen; encrypted-media; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    this.replaceChildren(frame);
    frame.focus();
  }
}

customElements.define("private-embed", PrivateEmbed);
