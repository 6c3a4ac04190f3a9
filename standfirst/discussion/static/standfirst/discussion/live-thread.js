// Says what is new in a discussion while somebody reads it, and unfolds it when they ask; until then nothing moves.
// Every sentence comes from the server: here nobody can count in all languages.
class LiveThread extends HTMLElement {
  connectedCallback() {
    this.seen = new IntersectionObserver((sights) => {
      if (!sights.some((sight) => sight.isIntersecting)) return;
      this.seen.disconnect();
      document.addEventListener("visibilitychange", this);
      this.listen();
    }, { rootMargin: "200px" });
    this.seen.observe(this.parentElement);
    this.show = this.querySelector("[data-show]");
    this.show.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.seen.disconnect();
    document.removeEventListener("visibilitychange", this);
    this.stream?.close();
    clearTimeout(this.again);
  }

  handleEvent(event) {
    if (event.type === "visibilitychange") return this.listen();
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    this.unfold().catch(() => location.assign(this.show.href));
  }

  listen() {
    this.stream?.close();
    clearTimeout(this.again);
    if (document.hidden) return;
    const { news, since, late = "" } = this.dataset;
    this.stream = new EventSource(`${news}?since=${since}&late=${late}`);
    this.stream.addEventListener("changed", (event) => this.tell(event, JSON.parse(event.data)));
    this.stream.addEventListener("open", () => { this.pause = 0; });
    this.stream.addEventListener("error", () => this.returnLater());
  }

  // A browser returns by itself only where a connection breaks; whoever is answered that nobody is there gives up.
  returnLater() {
    if (this.stream.readyState !== EventSource.CLOSED) return;
    this.pause = Math.min(2 * this.pause || 10000, 600000);
    this.again = setTimeout(() => this.listen(), (0.5 + Math.random()) * this.pause);
  }

  tell(event, news) {
    this.dataset.late = event.lastEventId;
    for (const name of ["count", "unit"]) {
      for (const place of document.querySelectorAll(`[data-live="${name}"]`)) place.textContent = news[name];
    }
    const [reply] = news.replies;
    const [bar, said, answer, status] = [".live-bar", "[data-new]", "[data-reply]", "[role]"].map((part) => this.querySelector(part));
    const isFirst = bar.hidden;
    bar.hidden = !news.said;
    said.textContent = news.said;
    answer.hidden = !reply;
    if (reply && answer.pathname !== reply.place) status.textContent = reply.said;
    else if (!news.said || isFirst) status.textContent = news.said;
    if (reply) Object.assign(answer, { textContent: reply.said, href: reply.place });
    this.news = news;
  }

  async unfold() {
    const { fresh, upto } = this.news;
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = [...page.querySelectorAll("article.comment")].filter(({ id }) => fresh.includes(Number(id.split("-")[1])));
    const put = found.map((comment) => this.put(comment)).filter(Boolean);
    if (!put.length) throw new Error("They stand on another page");
    put[0].scrollIntoView({ block: "center" });
    put[0].focus({ preventScroll: true });
    Object.assign(this.dataset, { since: upto, late: fresh.filter((number) => !document.getElementById(`comment-${number}`)) });
    this.querySelector(".live-bar").hidden = true;
    this.listen();
  }

  // Puts a comment of the fetched page where it stands there: after what it follows, in the list that it belongs to.
  put(comment) {
    const here = (line) => document.getElementById(line?.querySelector("article.comment")?.id)?.closest("li");
    if (!document.getElementById(comment.id)) {
      const line = comment.closest("li");
      const list = line.parentElement;
      const above = list.closest("li");
      const parent = above ? here(above) : this.parentElement;
      if (!parent) return null;
      const own = parent.querySelector(`:scope > ${list.localName}`) ?? parent.appendChild(list.cloneNode(false));
      let before = line.previousElementSibling;
      while (before && here(before)?.parentElement !== own) before = before.previousElementSibling;
      before ? here(before).after(line) : own.prepend(line);
    }
    const placed = document.getElementById(comment.id);
    placed.tabIndex = -1;
    placed.prepend(this.querySelector("template").content.cloneNode(true));
    return placed;
  }
}

customElements.define("live-thread", LiveThread);
