// The time of day where the company is, wherever the screen is: the server writes all its times so.

const zone = document.documentElement.dataset.timezone;

export function companyTime({ seconds = false } = {}) {
  const parts = { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat("en-GB", seconds ? { ...parts, second: "2-digit" } : parts).format(new Date());
}
