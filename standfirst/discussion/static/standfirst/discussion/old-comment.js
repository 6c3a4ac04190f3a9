// Old links end in #comment-123, a number of the system that the paper moved in from.
// When this page has no such comment, ask where it is; the part after # never reaches the server by itself.

function seek() {
  const [, number] = location.hash.match(/^#comment-(\d{1,15})$/) ?? [];
  const place = document.getElementById("discussion")?.dataset.oldNumbers;
  if (number && place && !document.getElementById(`comment-${number}`)) {
    location.replace(place.replace(/0\/$/, `${number}/`));
  }
}

seek();
addEventListener("hashchange", seek);
