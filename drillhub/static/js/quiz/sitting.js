// Sitting a quiz: each answer is sent as it is given, and shown as saved only once the server said so. What could not be
// sent waits in this browser and is sent again. Without this script the page is a form with two buttons.

import { answerOf, offerRanking } from "./answers.js";
import { Clock } from "./clock.js";
import { Outbox } from "./outbox.js";
import { Question } from "./question.js";

const RETRY_MS = [2000, 5000, 10000, 30000];
const LAST_SEND_MS = 10000;

const form = document.querySelector("[data-sitting]");
const say = JSON.parse(form.dataset.words);
const bar = document.querySelector("[data-all-saved]");
const unanswered = document.querySelector("[data-unanswered]");
const trouble = document.querySelector("[data-trouble]");
let retries = 0;
let retryTimer = null;
let submitting = false;

const page = {
  form,
  say,
  outbox: new Outbox(form.dataset.outbox, () => tell(say.no_storage)),
  stopped: false, // nothing more is sent: the page has to be opened anew
  changed: paintBar,
  heardBack(told) {
    retries = 0;
    if (told.counted) clock?.set(told.remaining_ms);
    else page.over(told);
  },
  lost() {
    tell(say.offline);
    clearTimeout(retryTimer);
    retryTimer = setTimeout(sendAll, RETRY_MS[Math.min(retries++, RETRY_MS.length - 1)]);
  },
  // Signed out, or the form has grown stale. Opening the page anew asks for the sign-in when it must.
  stop(message) {
    page.stopped = true;
    for (const each of questions) if (each.state === "unsent") each.paint("held");
    tell(message, { more: say.kept, label: say.reopen });
  },
  over(told) {
    page.stopped = true;
    tell(told.message || say.over, { label: say.to_result });
  },
};

const questions = [...document.querySelectorAll("[data-question]")].map((element) => new Question(element, page));
const face = document.querySelector("[data-remaining-ms]");
const clock = face && new Clock(face, document.querySelector("[data-time-said]"), form.dataset.clock, say, {
  onEnd: () => submit({ confirmed: true, again: true }),
  onOver: page.over,
});

// --- What is said of all of them ------------------------------------------------------------------------------------

function paintBar() {
  const count = (...states) => questions.filter((each) => states.includes(each.state)).length;
  const stuck = count("refused", "conflict");
  const unsent = count("unsent");
  const held = count("held");
  const saving = count("saving");
  const last = questions.map((each) => each.savedAt).sort().pop();
  let text = last ? say.all_saved.replace("{time}", last) : say.nothing_yet;
  if (stuck) text = say.look.replace("{count}", stuck);
  else if (held) text = say.all_held.replace("{count}", held);
  else if (unsent) text = say.all_unsent.replace("{count}", unsent);
  else if (saving) text = say.saving;
  if (bar.textContent !== text) bar.textContent = text;
  bar.classList.toggle("saved-wait", stuck + unsent + held + saving > 0);
  bar.classList.toggle("saved-none", text === say.nothing_yet);
  if (!unanswered.hidden) nameUnanswered(questions.filter((each) => answerOf(each) === null).map((each) => each.position));
  if (!unsent && trouble.firstElementChild.textContent === say.offline) tell("");
}

// An alert: said once, when answers stop arriving. label: of the link that opens the page anew.
function tell(text, { more = "", label } = {}) {
  const [sentence, further, link] = trouble.children;
  if (sentence.textContent !== text) sentence.textContent = text;
  further.textContent = more;
  link.hidden = !label;
  link.textContent = label ?? "";
  trouble.hidden = !text;
}

// --- Sending, leaving and coming back -------------------------------------------------------------------------------

function sendAll() {
  return Promise.all(questions.map((each) => each.send()));
}

function leave() {
  for (const each of questions) each.send({ keepalive: true });
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return leave();
  sendAll();
  if (!page.stopped) clock?.ask();
});
window.addEventListener("pagehide", leave);
window.addEventListener("pageshow", (event) => event.persisted && clock?.ask());
window.addEventListener("online", () => {
  retries = 0;
  sendAll();
});

// --- Submitting -----------------------------------------------------------------------------------------------------

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit({ confirmed: event.submitter?.name === "confirmed", button: event.submitter });
});

// Unsent answers first. The form then carries all of them once more: what is graded is what the page shows.
// again: tried until it arrives, because the time is up.
async function submit({ confirmed, button, again = false }) {
  if (submitting || page.stopped) return;
  submitting = true;
  try {
    await Promise.race([sendAll().then(quiet), new Promise((done) => setTimeout(done, LAST_SEND_MS))]);
    const stuck = questions.find((each) => each.state === "conflict");
    if (stuck && !again) return stuck.element.scrollIntoView();
    const body = new FormData(form);
    if (confirmed) body.set("confirmed", "1");
    const answer = await fetch(form.dataset.submission, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      redirect: "error",
    });
    const told = await answer.json();
    if (answer.ok && told.location) {
      page.outbox.clear();
      location.assign(told.location);
    } else if (answer.ok && told.conflicts.length) {
      for (const each of questions) if (told.conflicts.includes(each.position)) each.sendAgain();
      document.querySelector(`#q-${told.conflicts[0]}`).scrollIntoView();
    } else if (answer.ok) {
      nameUnanswered(told.unanswered);
      unanswered.focus();
    } else if (answer.status === 429 || answer.status >= 500) {
      throw new Error(told.message);
    } else {
      page.stop(told.message);
    }
  } catch {
    tell(say.not_submitted);
    if (again) setTimeout(() => submit({ confirmed, again }), RETRY_MS[1]);
  } finally {
    submitting = false;
    delete form.dataset.sentAt; // see forms.js
    button?.removeAttribute("aria-busy");
  }
}

// Nothing is under way any more; an answer changed while another was being sent has followed it.
async function quiet() {
  while (questions.some((each) => each.sending)) await new Promise((done) => setTimeout(done, 50));
}

function nameUnanswered(positions) {
  unanswered.querySelector("h2").textContent = say.unanswered.replace("{count}", positions.length);
  unanswered.querySelector("[name=confirmed]").textContent = say.submit_anyway.replace("{count}", positions.length);
  unanswered.querySelector("ul").replaceChildren(
    ...positions.map((position) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      [link.href, link.textContent] = [`#q-${position}`, say.question.replace("{number}", position)];
      line.append(link);
      return line;
    }),
  );
  unanswered.hidden = !positions.length;
}

// --- Start ----------------------------------------------------------------------------------------------------------

for (const each of questions) {
  if (each.kind === "ordering") offerRanking(each, say);
  const waiting = page.outbox.waiting(each.position);
  if (waiting) each.pickUp(waiting);
  else if (each.held === undefined) each.changed();
}
for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;
for (const part of document.querySelectorAll("[data-with-script]")) part.hidden = false;
paintBar();

const inView = new IntersectionObserver(
  (entries) => {
    const seen = entries.find((entry) => entry.isIntersecting)?.target;
    if (!seen) return;
    for (const each of questions) {
      if (each.element === seen) each.dot.setAttribute("aria-current", "step");
      else each.dot.removeAttribute("aria-current");
    }
  },
  { rootMargin: "-30% 0px -60% 0px" },
);
for (const each of questions) inView.observe(each.element);
