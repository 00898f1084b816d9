// Taps of a roll call. A tap shows at once that it is on its way, and that it is stored only when the server's receipt
// names it. What fails stays in sight as unsent, is tried again, and outlives a reload of this tab. Without this
// script every tap is an ordinary form post.

import { companyTime } from "./company_time.js";

const TRY_AGAIN_MS = [1000, 2000, 4000, 8000, 15000];
const GIVE_UP_WAITING_MS = 10000;
const line = document.querySelector("[data-taps]");
const words = line.dataset;
const drawer = `taps:${words.taps}`;
let taps = JSON.parse(sessionStorage.getItem(drawer) || "[]");
// Rows whose tap is stored, with its number in the run, until the list is shown as of that number.
const stored = new Map();
let failed = 0;
let sending = false;
let leaving = false;

function keep() {
  if (taps.length) sessionStorage.setItem(drawer, JSON.stringify(taps));
  else sessionStorage.removeItem(drawer);
}

// Not randomUUID: on plain http, as in a small office network, browsers do not offer it.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-tap]");
  if (!button) return;
  event.preventDefault();
  const item = button.closest("li");
  const row = item.id;
  // Here already, or on its way: a second tap adds nothing.
  if (item.matches(".mark-present") || taps.some((tap) => tap.row === row)) return;
  taps.push({ id: newId(), address: button.formAction, row, name: button.dataset.tap, at: new Date().toISOString() });
  keep();
  show();
  if (!sending) send();
});

// Marks the rows of taps that are not stored yet; done again whenever the list was shown anew.
function show() {
  for (const tap of taps) {
    const row = document.getElementById(tap.row);
    if (!row) continue;
    row.classList.add("is-waiting");
    row.querySelector(".mk").textContent = failed ? words.unsent : words.sending;
  }
}

function say(text, waiting) {
  line.hidden = false;
  line.textContent = text;
  line.classList.toggle("saved-wait", waiting);
}

async function send() {
  sending = true;
  while (taps.length) {
    const tap = taps[0];
    const outcome = await deliver(tap);
    if (outcome.stored || outcome.refused) {
      failed = 0;
      taps.shift();
      keep();
      settle(tap, outcome);
    } else {
      failed += 1;
      say((outcome.signedOut ? words.signedOut : words.waiting).replace("{count}", taps.length), true);
      show();
      await new Promise((wake) => setTimeout(wake, TRY_AGAIN_MS[Math.min(failed, TRY_AGAIN_MS.length) - 1]));
    }
  }
  sending = false;
  document.dispatchEvent(new Event("live:poll"));
}

// stored: the receipt names this very tap; anything else, such as the page of a captive network, is no receipt.
async function deliver(tap) {
  const body = new FormData();
  body.set("csrf_token", document.querySelector("[name=csrf_token]")?.value || "");
  body.set("event_id", tap.id);
  body.set("device_at", tap.at);
  body.set("sent_at", new Date().toISOString());
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), GIVE_UP_WAITING_MS);
  try {
    const answer = await fetch(tap.address, {
      method: "POST", body, headers: { Accept: "application/json" }, redirect: "error", signal: giveUp.signal,
    });
    if (answer.status === 401) return { signedOut: true };
    const told = await answer.json();
    if (answer.ok) return { stored: told.event_id === tap.id, seq: told.seq };
    return [404, 409, 422].includes(answer.status) ? { refused: told.message } : {};
  } catch {
    return {};
  } finally {
    clearTimeout(timer);
  }
}

function settle(tap, outcome) {
  document.getElementById(tap.row)?.classList.remove("is-waiting");
  if (outcome.refused) {
    say(`${tap.name}: ${outcome.refused}`, true);
    return;
  }
  stored.set(tap.row, outcome.seq);
  showPresent(tap.row);
  say(words.saved.replace("{name}", tap.name).replace("{time}", companyTime({ seconds: true })), false);
}

function showPresent(id) {
  const row = document.getElementById(id);
  if (!row) return;
  row.className = "mark-present";
  row.querySelector(".mk").textContent = words.here;
}

// An answer that was on its way before a tap was stored does not take the tap back on the screen.
document.addEventListener("live:swapped", (event) => {
  for (const [row, seq] of stored) {
    if (seq > event.detail.version) showPresent(row);
    else stored.delete(row);
  }
  show();
});
document.addEventListener("live:reload", () => { leaving = true; });
addEventListener("beforeunload", (event) => {
  if (taps.length && !leaving) event.preventDefault();
});

show();
if (taps.length) send();
