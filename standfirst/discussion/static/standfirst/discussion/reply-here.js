// Opens the form for a reply below the comment that it answers; without this, the link leads to a page with the same form.
addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-reply]");
  if (!link || event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = page.querySelector("kept-words, form.composer");
    if (!answer.ok || !form) throw new Error();
    open(document.adoptNode(form), link);
  } catch {
    location.assign(link.href);
  }
});

function open(form, link) {
  document.querySelector(".thread :is(kept-words, form.composer)")?.remove();
  form.classList.add("reply-here");
  link.closest("article").after(form);
  const area = form.querySelector("textarea");
  area?.focus();
  area?.setSelectionRange(area.value.length, area.value.length);
  form.querySelector("[data-cancel]")?.addEventListener("click", (event) => {
    event.preventDefault();
    form.remove();
    link.focus();
  });
}
