// A moderator's tools that were unfolded near the edge of the screen come into view.
addEventListener("toggle", ({ target }) => {
  if (target.open && target.matches(".moderate")) target.scrollIntoView({ block: "nearest" });
}, true);
