// Long pages on a narrow screen: what the server sends open (details.fold) is closed there, so that the page shows its
// parts at a glance. A link into a part opens it, and paper shows everything. Without this script all stays open.

const NARROW = "(max-width: 47.99rem)";
const folds = [...document.querySelectorAll("details.fold")];

function named(hash) {
  try {
    return hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
  } catch {
    return null; // an address that somebody typed, such as #%
  }
}

function arrive() {
  const target = named(location.hash);
  if (!target) return;
  const inside = target.querySelector(":scope > details.fold");
  const around = target.closest("details.fold");
  for (const fold of [inside, around]) if (fold) fold.open = true;
  if (inside || around) target.scrollIntoView();
}

if (matchMedia(NARROW).matches) for (const fold of folds) fold.open = false;
arrive();
window.addEventListener("hashchange", arrive);
// The same link again changes no hash: what was folded meanwhile is opened all the same.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (link && link.hash === location.hash) arrive();
});

let closed = [];
window.addEventListener("beforeprint", () => {
  closed = folds.filter((fold) => !fold.open);
  for (const fold of closed) fold.open = true;
});
window.addEventListener("afterprint", () => {
  for (const fold of closed) fold.open = false;
});
