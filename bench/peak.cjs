// Tells the most memory that a process had, in MB, as the last line of standard error.
process.on("exit", () => process.stderr.write(`${process.resourceUsage().maxRSS / 1024}\n`));
