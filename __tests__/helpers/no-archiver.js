// Loading archiver takes a third of the time of loading cdktf, in each of a hundred test files; only assets use it.
module.exports = () => {
  throw new Error("No test writes an archive.");
};
