// A page of several forms: saving one of them would lose what was typed into the others. They are kept in this tab
// until the page is back, put in again, and the page says that they are not saved yet.

const place = `typed:${location.pathname}`;
const forms = [...document.querySelectorAll("form[method=post][data-keep-typed]")];
const fields = (form) => [...form.elements].filter((each) => each.name && !["hidden", "submit", "file"].includes(each.type));
const isChanged = (each) => {
  if (each.type === "radio" || each.type === "checkbox") return each.checked !== each.defaultChecked;
  if (each.tagName === "SELECT") return [...each.options].some((option) => option.selected !== option.defaultSelected);
  return each.value !== each.defaultValue;
};

document.addEventListener("submit", (event) => {
  const others = forms.filter((form) => form !== event.target);
  const typed = others.flatMap((form) => fields(form).filter(isChanged).map((each) => [
    form.getAttribute("action"), each.name, each.type === "radio" || each.type === "checkbox" ? each.value : null,
    each.type === "radio" || each.type === "checkbox" ? each.checked : each.value,
  ]));
  if (typed.length) sessionStorage.setItem(place, JSON.stringify(typed));
});

const kept = JSON.parse(sessionStorage.getItem(place) ?? "[]");
sessionStorage.removeItem(place);
let restored = 0;
for (const [action, name, choice, value] of kept) {
  const form = forms.find((each) => each.getAttribute("action") === action);
  for (const each of form ? fields(form) : []) {
    if (each.name !== name || (choice !== null && each.value !== choice)) continue;
    if (choice === null) each.value = value;
    else each.checked = value;
    restored += isChanged(each) ? 1 : 0;
  }
}
const said = document.querySelector("[data-typed-kept]");
if (said && restored) said.hidden = false;
