// Live screens: asks every two seconds whether the run went on, swaps the parts that changed, lets clocks run in
// between, and sends forms without leaving the page. Everything works without this script, by reloading.

import { companyTime } from "./company_time.js";
import { span } from "./durations.js";

const POLL_MS = 2000;
const TELL_MS = 8000;
const page = document.querySelector("[data-live]");
const status = document.querySelector("[data-live-status]");
const patterns = page.dataset.patterns ? JSON.parse(page.dataset.patterns) : null;
let etag = page.dataset.etag;
let received = Date.now();
let timer = null;
let toldUntil = 0;
const unsent = new Set(); // forms with a text that has no receipt

// What a person must read (a refusal, something unsent) stays for a while; "saved" does not talk over it.
function tell(text) {
  toldUntil = 0;
  say(text, true);
  toldUntil = Date.now() + TELL_MS;
}

function say(text, lost) {
  if (!status || status.textContent === text || Date.now() < toldUntil) return;
  status.textContent = text;
  status.classList.toggle("saved-wait", lost);
}


async function poll() {
  clearTimeout(timer);
  try {
    const answer = await fetch(page.dataset.live, { headers: { "If-None-Match": `"${etag}"` }, redirect: "error" });
    if (answer.status === 200) {
      const tag = (answer.headers.get("ETag") || "").replace(/^W\/|"/g, "");
      // A part that had to wait is asked for again: the old tag stays until everything was shown.
      if (swap(await answer.text())) etag = tag;
      document.dispatchEvent(new CustomEvent("live:swapped", { detail: { version: Number(tag.split(".")[1]) } }));
    } else if (answer.status !== 304) {
      throw new Error(String(answer.status));
    }
    if (somethingIsUnsent()) say(page.dataset.unsent, true);
    else say(page.dataset.saved.replace("{time}", companyTime()), false);
  } catch {
    say(page.dataset.lost, true);
  }
  if (page.dataset.mode !== "over") timer = setTimeout(poll, document.hidden ? POLL_MS * 5 : POLL_MS);
}

// Gives whether every part could be shown.
function swap(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-live-root]");
  let complete = true;
  if (!fresh) throw new Error("not a page of ours, but one of the network in between");
  if (page.dataset.mode === "waiting" && fresh.dataset.mode !== "waiting") {
    location.reload();
    return complete;
  }
  // Somebody came onto a list, or it opened or closed: not to be taken over piece by piece.
  if (fresh.dataset.shape !== page.dataset.shape) {
    if (isBeingFilledIn(page)) return false;
    document.dispatchEvent(new Event("live:reload"));
    location.reload();
    return complete;
  }
  page.dataset.mode = fresh.dataset.mode;
  received = Date.now();
  for (const part of fresh.querySelectorAll("[data-live-part]")) {
    const old = document.querySelector(`[data-live-part="${part.dataset.livePart}"]`);
    if (!old) continue;
    if (isBeingFilledIn(old)) {
      complete = false;
      continue;
    }
    for (const kept of old.querySelectorAll("details[open][data-keep]")) {
      const again = part.querySelector(`details[data-keep="${kept.dataset.keep}"]`);
      if (again) again.open = true;
    }
    const focused = old.contains(document.activeElement) ? focusMark(document.activeElement) : null;
    old.replaceWith(part);
    if (focused) document.querySelector(focused)?.focus();
  }
  for (const form of document.querySelectorAll("[data-while-live]")) form.hidden = fresh.dataset.mode !== "live";
  tick();
  return complete;
}

// Nobody loses what they are typing: a part with text in it waits for the next round.
function isBeingFilledIn(part) {
  return [...part.querySelectorAll("input:not([type=hidden]), textarea")].some((field) => field.value !== field.defaultValue);
}

function somethingIsUnsent() {
  for (const form of unsent) if (!form.isConnected || !isBeingFilledIn(form)) unsent.delete(form);
  return unsent.size > 0;
}

function focusMark(element) {
  const action = element.closest("form")?.getAttribute("action");
  return action ? `form[action="${action}"] button` : null;
}

// --- Clocks -------------------------------------------------------------------------------------------------------

function minutesAndSeconds(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function tick() {
  const clocks = document.querySelector('[data-live-part="clocks"]');
  if (!clocks || clocks.dataset.running !== "true") return;
  const gone = (Date.now() - received) / 1000;
  const drill = Math.floor(Number(clocks.dataset.drillSeconds) + gone);
  const shown = clocks.querySelector("[data-clock-seconds]");
  if (shown) shown.textContent = minutesAndSeconds(drill);
  for (const left of document.querySelectorAll("[data-left-seconds]")) {
    const seconds = Math.floor(Number(left.dataset.leftSeconds) - gone);
    const pattern = seconds < 0 ? left.dataset.over : left.dataset.left;
    left.textContent = pattern.replace("{time}", minutesAndSeconds(Math.abs(seconds)));
  }
  for (const measured of document.querySelectorAll("[data-measured-seconds]")) {
    measured.textContent = minutesAndSeconds(Math.floor(Number(measured.dataset.measuredSeconds) + gone));
  }
  if (clocks.dataset.storySeconds === undefined) return;
  const start = Number(clocks.dataset.storySeconds);
  let story = start + gone * Number(clocks.dataset.storyPace);
  if (clocks.dataset.storyWaits !== undefined) story = Math.max(start, Math.min(story, Number(clocks.dataset.storyWaits)));
  const since = clocks.querySelector("[data-story-span]");
  if (since) since.textContent = span(story, patterns);
  const wall = clocks.querySelector("[data-story-clock]");
  if (wall?.dataset.dayStart !== undefined) {
    const minute = (Number(wall.dataset.dayStart) + Math.floor(story / 60)) % 1440;
    wall.textContent = `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, "0")}`;
  } else if (wall) {
    wall.textContent = span(story, patterns);
  }
  for (const watch of document.querySelectorAll("[data-watch-seconds]")) {
    const elapsed = Number(watch.dataset.watchSeconds) + (story - start);
    const target = Number(watch.dataset.watchTarget);
    watch.querySelector("[data-watch-text]").textContent = span(elapsed, patterns);
    watch.querySelector("progress").value = target ? Math.min(100, (100 * elapsed) / target) : 100;
    watch.classList.toggle("watch-over", elapsed > target);
  }
}

// --- Sending ------------------------------------------------------------------------------------------------------

// Not randomUUID: on plain http, as in a small office network, browsers do not offer it.
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-live-form]") || event.defaultPrevented) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  const sent = [...form.querySelectorAll("input:not([type=hidden]), textarea")].map((field) => [field, field.value]);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" });
    const told = await answer.json();
    if (!answer.ok) {
      unsent.add(form);
      tell(told.message);
      // Somebody else was faster: what was to be done here is no longer to do.
      if (answer.status === 409 && !form.matches("[data-clears]")) form.reset();
      if (answer.status === 409 || answer.status === 404) await poll();
      return;
    }
    if (!told.event_id) throw new Error("no receipt");
    unsent.delete(form);
    // What was typed after the button was pressed is the next note.
    for (const [field, text] of sent) if (field.value.startsWith(text)) field.value = field.value.slice(text.length).trimStart();
    toldUntil = 0;
    form.querySelector("[name=_key]").value = newKey();
    await poll();
  } catch {
    unsent.add(form);
    tell(page.dataset.unsent);
  } finally {
    delete form.dataset.sentAt;
    event.submitter?.removeAttribute("aria-busy");
  }
});

// --- Keys ---------------------------------------------------------------------------------------------------------

const keys = document.querySelector("[data-keys]");
const keysOn = document.querySelector("[data-keys-on]");
if (keys) keys.hidden = false;
document.addEventListener("keydown", (event) => {
  if (!keysOn?.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select")) return;
  const key = event.key.toLowerCase();
  const button = document.querySelector(`[data-key="${CSS.escape(key)}"], [data-note-key="${CSS.escape(key)}"]`);
  if (!button) return;
  event.preventDefault();
  const text = button.closest("form").querySelector("textarea");
  if (text && !text.value.trim()) text.focus();
  else button.click();
});

setInterval(tick, 1000);
document.addEventListener("live:poll", poll);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) poll();
});
timer = setTimeout(poll, POLL_MS);
