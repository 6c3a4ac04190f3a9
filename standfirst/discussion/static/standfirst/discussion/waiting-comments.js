// Says in an open list how many comments wait, once that is another number than when it was opened.
class WaitingComments extends HTMLElement {
  connectedCallback() {
    document.addEventListener("visibilitychange", this);
    this.handleEvent();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this);
    this.stream?.close();
  }

  handleEvent() {
    this.stream?.close();
    if (document.hidden) return;
    this.stream = new EventSource(this.dataset.news);
    this.stream.addEventListener("changed", (event) => this.tell(JSON.parse(event.data)));
  }

  tell({ count, said }) {
    const isOther = count !== this.dataset.count;
    this.querySelector("[role]").textContent = isOther ? said : "";
    this.querySelector("a").hidden = !isOther;
  }
}

customElements.define("waiting-comments", WaitingComments);
