// Small helps for forms; every form works without them.

const IN_FLIGHT_MS = 5000;

// A second press while the first is on its way does nothing. The button stays a button: it is marked busy, not
// disabled, and comes back after five seconds if no answer arrived.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sentAt && Date.now() - Number(form.dataset.sentAt) < IN_FLIGHT_MS) {
    event.preventDefault();
    return;
  }
  form.dataset.sentAt = String(Date.now());
  const button = event.submitter;
  if (button) {
    button.setAttribute("aria-busy", "true");
    setTimeout(() => button.removeAttribute("aria-busy"), IN_FLIGHT_MS);
  }
});

// Coming back with the back button shows the page as it was left: nothing is in flight any more.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sentAt;
  for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
});

for (const summary of document.querySelectorAll("[data-focus]")) summary.focus();

for (const choice of document.querySelectorAll("[data-show-password]")) {
  choice.hidden = false;
  choice.querySelector("input").addEventListener("change", (event) => {
    for (const field of choice.closest("form").querySelectorAll("input[autocomplete$=password]")) {
      field.type = event.target.checked ? "text" : "password";
    }
  });
}
