// Says in an open list how many comments wait, once that is another number than when it was opened.
class WaitingComments extends HTMLElement {
  connectedCallback() {
    document.addEventListener("visibilitychange", this);
    this.handleEvent();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this);
    this.stream?.close();
    clearTimeout(this.again);
  }

  handleEvent() {
    this.stream?.close();
    clearTimeout(this.again);
    if (document.hidden) return;
    this.stream = new EventSource(this.dataset.news);
    this.stream.addEventListener("changed", (event) => this.tell(JSON.parse(event.data)));
    this.stream.addEventListener("open", () => { this.pause = 0; });
    this.stream.addEventListener("error", () => this.returnLater());
  }

  // As in live-thread.js: a browser gives up whatever is refused once.
  returnLater() {
    if (this.stream.readyState !== EventSource.CLOSED) return;
    this.pause = Math.min(2 * this.pause || 10000, 600000);
    this.again = setTimeout(() => this.handleEvent(), (0.5 + Math.random()) * this.pause);
  }

  tell({ count, said }) {
    const isOther = count !== this.dataset.count;
    this.querySelector("[role]").textContent = isOther ? said : "";
    this.querySelector("a").hidden = !isOther;
  }
}

customElements.define("waiting-comments", WaitingComments);
