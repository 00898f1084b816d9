// One question on the page: sends its answer, and says of it what is true: being saved, saved, unsent, refused, overtaken.

import { answerOf, itemsLeft, sameAnswer, show, words } from "./answers.js";
import { newId } from "./outbox.js";

const SETTLE_MS = 800;
const PATIENCE_MS = 15000;

// page: {form, say, outbox, changed(), heardBack(told), lost(), stop(message), over(told)}
// entry: the newest answer the server has not acknowledged: {event_id, base_rev, response, before}. before: answers sent
// earlier without hearing back; the server may hold one of them, which is then no other person's.
export class Question {
  constructor(element, page) {
    this.element = element;
    this.page = page;
    this.position = Number(element.dataset.question);
    this.kind = element.dataset.kind;
    this.rev = Number(element.dataset.rev);
    this.savedAt = element.dataset.savedAt;
    this.state = this.savedAt ? "saved" : "none";
    this.reason = "";
    this.held = "unsaved" in element.dataset ? undefined : answerOf(this); // what the server holds, as far as is known
    this.entry = null;
    this.sending = null;
    this.timer = null;
    this.status = element.querySelector("[data-saved]");
    this.note = element.querySelector("[data-conflict]");
    this.dot = document.querySelector(`[data-dot="${this.position}"]`);
    element.addEventListener("input", () => this.changed());
    element.addEventListener("change", () => this.changed());
    element.addEventListener("focusout", () => this.send());
    this.note.querySelector("[data-keep-mine]").addEventListener("click", () => this.keepMine(this.theirs.rev));
    this.note.querySelector("[data-take-theirs]").addEventListener("click", () => this.takeTheirs());
  }

  // An answer from an earlier visit that never arrived: shown as the person left it, and sent.
  pickUp(entry) {
    this.entry = entry;
    show(this, entry.response);
    this.send();
  }

  // The server has heard another answer to this question meanwhile: sending this one brings both to light.
  sendAgain() {
    if (this.state === "conflict") return;
    this.entry ??= { event_id: newId(), base_rev: this.rev, response: answerOf(this), before: [] };
    this.send();
  }

  changed() {
    this.element.querySelector("[data-was]")?.remove(); // touched: the form no longer says what it was
    const response = answerOf(this);
    const last = this.entry ? this.entry.response : this.held;
    if (last !== undefined && sameAnswer(last, response)) return this.paint(this.state);
    const before = this.sending ? [...this.sending.before, this.sending.response] : (this.entry?.before ?? []);
    this.entry = { event_id: newId(), base_rev: this.rev, response, before };
    this.page.outbox.keep(this.position, this.entry);
    if (this.state === "conflict") return this.nameBoth();
    this.paint("saving");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), SETTLE_MS);
  }

  // keepalive: the page may be going away; the request outlives it.
  async send({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    if (!this.entry || this.page.stopped || ["conflict", "refused"].includes(this.state)) return;
    if (this.sending && !(keepalive && this.sending !== this.entry)) return;
    const entry = this.entry;
    this.sending = entry;
    this.paint("saving");
    let answer, told;
    try {
      answer = await fetch(`${this.page.form.dataset.answers}/${this.position}`, {
        method: "PUT",
        keepalive,
        redirect: "error",
        signal: keepalive ? undefined : AbortSignal.timeout(PATIENCE_MS),
        headers: {
          Accept: "application/json",
          "Content-Type": "application/json",
          "X-CSRFToken": this.page.form.elements.csrf_token.value,
        },
        body: JSON.stringify({ event_id: entry.event_id, base_rev: entry.base_rev, response: entry.response }),
      });
      told = await answer.json();
    } catch {
      told = null;
    }
    if (this.sending === entry) this.sending = null;
    this.hear(entry, told === null ? 0 : answer.status, told);
  }

  hear(entry, status, told) {
    if (status === 200) {
      this.stored(entry, told);
      this.page.heardBack(told);
    } else if (status === 409 && told.code === "answer_conflict") {
      this.overtaken(entry, told);
    } else if (status === 409) {
      this.page.over(told);
    } else if (status === 422) {
      this.reason = told.message;
      this.paint("refused");
    } else {
      this.paint("unsent");
      if (status === 0 || status === 429 || status >= 500) this.page.lost();
      else this.page.stop(told.message); // sending it again would be refused again
    }
  }

  stored(entry, told) {
    this.page.outbox.forget(this.position, entry.event_id);
    this.standsOn(told);
    this.held = entry.response;
    if (this.entry === entry) this.entry = null;
    if (!this.entry) return this.paint("saved");
    // What was changed meanwhile stands on what was just stored.
    this.entry = { ...this.entry, base_rev: told.rev, before: [entry.response] };
    this.page.outbox.keep(this.position, this.entry);
    this.send();
  }

  standsOn(told) {
    this.rev = told.rev;
    this.savedAt = told.saved_at;
    this.element.querySelector("[data-rev-field]").value = told.rev;
  }

  // The server holds another answer than the one this page started from.
  overtaken(entry, told) {
    const latest = this.entry ?? entry;
    if (sameAnswer(told.response, latest.response)) return this.stored(latest, told);
    if (latest.before.some((earlier) => sameAnswer(earlier, told.response))) return this.keepMine(told.rev);
    this.theirs = told;
    this.nameBoth();
    this.note.hidden = false;
    this.paint("conflict");
  }

  nameBoth() {
    const { say } = this.page;
    this.note.querySelector("[data-theirs]").textContent = words(this, this.theirs.response) || say.blank;
    this.note.querySelector("[data-mine]").textContent = words(this, this.entry.response) || say.blank;
  }

  keepMine(rev) {
    this.rev = rev;
    this.entry = { ...this.entry, event_id: newId(), base_rev: rev, before: [] };
    this.page.outbox.keep(this.position, this.entry);
    this.settled("saving");
    this.send();
  }

  takeTheirs() {
    this.page.outbox.forget(this.position, this.entry.event_id);
    this.entry = null;
    this.standsOn(this.theirs);
    this.held = this.theirs.response;
    show(this, this.theirs.response);
    this.settled("saved");
  }

  settled(state) {
    const asked = this.note.contains(document.activeElement);
    this.note.hidden = true;
    this.paint(state);
    if (asked) this.element.querySelector("input:not([type=hidden]), textarea, button")?.focus();
  }

  paint(state) {
    this.state = state;
    const text = this.said();
    if (this.status.textContent !== text) this.status.textContent = text;
    const known = state === "saved" || state === "none";
    const answered = state === "saved" && answerOf(this) !== null;
    this.status.classList.toggle("saved-wait", !known || itemsLeft(this) > 0);
    this.status.classList.toggle("saved-none", known && !answered && !itemsLeft(this));
    this.dot.parentElement.classList.toggle("on", answered);
    this.dot.setAttribute("aria-label", this.page.say.dot.replace("{number}", this.position).replace("{state}", text));
    this.page.changed();
  }

  said() {
    const { say } = this.page;
    const left = itemsLeft(this);
    if (left && this.state !== "conflict") return say.items_left.replace("{count}", left);
    if (this.state === "saved" && answerOf(this) === null) return say.none;
    return say[this.state].replace("{time}", this.savedAt).replace("{reason}", this.reason);
  }
}
