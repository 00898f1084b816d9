// Long pages on a narrow screen: what the server sends open (details.fold) is closed there, so that the page shows its
// parts at a glance. A link into a part opens it, and paper shows everything. Without this script all stays open.

const NARROW = "(max-width: 47.99rem)";
const folds = [...document.querySelectorAll("details.fold")];

function arrive() {
  const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  if (!target) return;
  const inside = target.querySelector(":scope > details.fold");
  const around = target.closest("details.fold");
  for (const fold of [inside, around]) if (fold) fold.open = true;
  if (inside || around) target.scrollIntoView();
}

if (matchMedia(NARROW).matches) for (const fold of folds) fold.open = false;
arrive();
window.addEventListener("hashchange", arrive);

let closed = [];
window.addEventListener("beforeprint", () => {
  closed = folds.filter((fold) => !fold.open);
  for (const fold of closed) fold.open = true;
});
window.addEventListener("afterprint", () => {
  for (const fold of closed) fold.open = false;
});
