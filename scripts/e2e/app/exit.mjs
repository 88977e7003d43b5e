console.log("The configuration is missing.");
process.exitCode = 3;
