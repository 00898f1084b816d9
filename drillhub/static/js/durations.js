// Lengths of story time in words, as the server writes them: see drillhub/web/durations.py, which also gives the patterns.

export function span(seconds, patterns) {
  const minutes = Math.floor(seconds / 60);
  const d = minutes > patterns.hours_up_to ? Math.floor(minutes / 1440) : 0;
  const h = Math.floor((minutes - d * 1440) / 60);
  const m = d ? 0 : minutes % 60;
  const name = d ? (h ? "dh" : "d") : h ? (m ? "hm" : "h") : "m";
  return patterns[name].replace("{d}", d).replace("{h}", h).replace("{m}", m);
}
