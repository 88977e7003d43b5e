/** The default output directory of CDKTF. */
export function defaultOutput(): string {
  const { CDKTF_OUTDIR: directory = "" } = process.env;
  return directory === "" ? "cdktf.out" : directory;
}
