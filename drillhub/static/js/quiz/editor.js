// Writing a question: the look on a phone follows what is typed. Without this script a button shows it.

const SETTLE_MS = 500;

const form = document.querySelector("[data-editor]");
const preview = document.querySelector("[data-preview]");
let timer = null;
let asked = 0;

for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(look, SETTLE_MS);
});

async function look() {
  const turn = ++asked;
  try {
    const answer = await fetch(form.dataset.editor, { method: "POST", body: new FormData(form), redirect: "error" });
    if (!answer.ok || turn !== asked) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-preview]");
    if (fresh) preview.replaceChildren(...fresh.childNodes);
  } catch {
    // The look stays as it was; saving tells when something is wrong.
  }
}
