// Sends the memory and the CPU time of this process to its parent, when the parent asks.
process.on("message", () => {
  const { maxRSS } = process.resourceUsage();
  const { user, system } = process.cpuUsage();
  const megabytes = process.memoryUsage.rss() / 1_000_000;
  process.send({ megabytes, peakMegabytes: maxRSS / 1000, cpuSeconds: (user + system) / 1_000_000 });
});
// The process ends when its work ends.
process.channel.unref();
