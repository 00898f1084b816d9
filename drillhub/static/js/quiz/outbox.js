// Answers on their way, kept in this browser until the server has them: one place per attempt, person and question, so
// that neither a closed browser nor somebody else at the same device loses or sees them.

// Not randomUUID: on plain http, as in a small office network, browsers do not offer it.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

export class Outbox {
  // onFailure: called once, when the browser keeps nothing: storage may be full or switched off.
  constructor(name, onFailure = () => {}) {
    Object.assign(this, { name, onFailure, failed: false });
  }

  keep(position, entry) {
    this.#try(() => localStorage.setItem(`${this.name}:${position}`, JSON.stringify(entry)));
  }

  // Only what was acknowledged: another tab may have put a newer answer there.
  forget(position, eventId) {
    if (this.waiting(position)?.event_id === eventId) this.#try(() => localStorage.removeItem(`${this.name}:${position}`));
  }

  waiting(position) {
    return this.#try(() => JSON.parse(localStorage.getItem(`${this.name}:${position}`)));
  }

  clear() {
    this.#try(() => {
      for (const key of Object.keys(localStorage)) if (key.startsWith(`${this.name}:`)) localStorage.removeItem(key);
    });
  }

  // Answers are sent all the same; only nothing is kept beside.
  #try(act) {
    try {
      return act();
    } catch {
      if (!this.failed) this.onFailure();
      this.failed = true;
      return null;
    }
  }
}
