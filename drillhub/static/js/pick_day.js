// A day of the year by dragging: beside each date field of a row stands a track of the twelve months with a handle.
// Arrow keys move it by a day, Page Up and Page Down by a week. The date field stays and says the same; without this
// script it is there alone.

const DAY = 86_400_000;
const words = new Intl.DateTimeFormat(document.documentElement.lang, { month: "long", day: "numeric", weekday: "short", timeZone: "UTC" });
const parsed = (text) => Date.parse(`${text}T00:00:00Z`);

for (const row of document.querySelectorAll("[data-pick-day]")) {
  const field = row.querySelector("input[type=date]");
  const said = row.querySelector("[data-weekday]");
  const first = parsed(row.dataset.first);
  const days = (parsed(row.dataset.last) - first) / DAY;
  const track = document.createElement("div");
  const handle = document.createElement("i");
  track.className = "day-track";
  track.tabIndex = 0;
  track.setAttribute("role", "slider");
  track.setAttribute("aria-label", field.getAttribute("aria-label"));
  track.setAttribute("aria-valuemin", "0");
  track.setAttribute("aria-valuemax", String(days));
  track.append(handle);
  said.after(track);

  const show = () => {
    const at = parsed(field.value);
    if (Number.isNaN(at)) return;
    const number = Math.min(days, Math.max(0, Math.round((at - first) / DAY)));
    handle.style.insetInlineStart = `${(number / days) * 100}%`;
    track.setAttribute("aria-valuenow", String(number));
    track.setAttribute("aria-valuetext", words.format(at));
    said.textContent = words.format(at);
  };
  const move = (number) => {
    const at = first + Math.min(days, Math.max(0, number)) * DAY;
    field.value = new Date(at).toISOString().slice(0, 10);
    show();
  };
  const pointed = (event) => {
    const box = track.getBoundingClientRect();
    move(Math.round(((event.clientX - box.left) / box.width) * days));
  };
  track.addEventListener("pointerdown", (event) => { track.setPointerCapture(event.pointerId); pointed(event); });
  track.addEventListener("pointermove", (event) => { if (track.hasPointerCapture(event.pointerId)) pointed(event); });
  track.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 7, PageDown: -7 }[event.key];
    const edge = { Home: 0, End: days }[event.key];
    if (step === undefined && edge === undefined) return;
    event.preventDefault();
    move(edge ?? Number(track.getAttribute("aria-valuenow")) + step);
  });
  field.addEventListener("change", show);
  show();
}
