// The time that is left, counted with the monotonic clock from what the server said. The device's date and time play no
// part, so that a sleeping laptop or a clock set by hand changes nothing.

const SPOKEN_MINUTES = [10, 5, 1];

export class Clock {
  // face: shows what is left; spoken: a status line for those who listen; address: where to ask again.
  constructor(face, spoken, address, say, { onEnd, onOver }) {
    Object.assign(this, { face, spoken, address, say, onEnd, onOver, said: new Set() });
    const opened = performance.getEntriesByType("navigation")[0]?.responseStart || performance.now();
    this.set(Number(face.dataset.remainingMs) - (performance.now() - opened));
    this.ticking = setInterval(() => this.tick(), 500);
  }

  set(remaining) {
    if (remaining === null || remaining === undefined) return;
    this.ends = performance.now() + remaining;
    this.tick();
  }

  // After a pause of the page the count may have stood still.
  async ask() {
    try {
      const answer = await fetch(this.address, { headers: { Accept: "application/json" }, redirect: "error" });
      const told = await answer.json();
      if (answer.ok && told.is_over) this.onOver(told);
      else if (answer.ok) this.set(told.remaining_ms);
    } catch {
      // The next save tells; until then the count goes on from what was known.
    }
  }

  tick() {
    const left = Math.max(0, Math.ceil((this.ends - performance.now()) / 1000));
    const shown = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    this.face.textContent = this.say.left.replace("{time}", shown);
    this.face.classList.toggle("late", left <= 60);
    for (const minutes of SPOKEN_MINUTES) {
      if (left > minutes * 60 || left < minutes * 60 - 30 || this.said.has(minutes)) continue;
      this.said.add(minutes);
      this.spoken.textContent = this.say.minutes_left.replace("{minutes}", minutes);
    }
    if (left > 0 || this.ended) return;
    this.ended = true;
    clearInterval(this.ticking);
    this.onEnd();
  }
}
