/** The processor time of an action in milliseconds. A busy machine makes the time on a clock longer, and not this one. */
export function cpuMs(action: () => void): number {
  const start = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
