import { chmodSync, linkSync, mkdirSync, rmSync, symlinkSync, truncateSync, utimesSync } from "node:fs";
import { join, relative } from "node:path";
import fc from "fast-check";
import { hashContext, readContext, type BuildContext } from "../../lib/images/build-context";
import { directory, minimalFiles, write, type Files } from "../helpers/directories";
import { propertyRuns } from "../helpers/property-runs";

describe("a context", () => {
  const MEGABYTE = 1_000_000;
  const isContext = (folder: string) => !Array.isArray(readContext(folder, "Dockerfile"));

  test("has at most 200 MB; the error above lists the largest entries", () => {
    const folder = directory({
      ...minimalFiles,
      "node_modules/a/x": "",
      "node_modules/b": "",
      "src/big": "",
      "z/y": "",
    });
    truncateSync(join(folder, "node_modules/a/x"), 120 * MEGABYTE);
    truncateSync(join(folder, "node_modules/b"), 50 * MEGABYTE);
    truncateSync(join(folder, "src/big"), 30 * MEGABYTE - minimalFiles.Dockerfile.length);
    expect(isContext(folder)).toBe(true);
    write(folder, "z/y", "1");
    const largest = '"node_modules" (170 MB in 2 files), "src" (30 MB in 1 file), "Dockerfile" (1 MB in 1 file)';
    expect(readContext(folder, "Dockerfile")).toEqual([
      {
        code: "context-too-large",
        path: "path",
        message: expect.stringContaining(`201 MB in 5 files. The largest are ${largest}.`),
      },
    ]);
    write(folder, ".dockerignore", "z\n");
    truncateSync(join(folder, "src/big"), 29 * MEGABYTE);
    expect(isContext(folder)).toBe(true);
  });

  test("has at most 20 000 files", () => {
    const folder = directory(minimalFiles);
    write(folder, "1", "");
    // A hard link is faster than a new file.
    for (let index = 2; index < 20_000; index++) linkSync(join(folder, "1"), join(folder, String(index)));
    expect(isContext(folder)).toBe(true);
    write(folder, ".dockerignore", "none\n");
    expect(readContext(folder, "Dockerfile")).toEqual([
      { code: "context-too-large", path: "path", message: expect.stringContaining("got 1 MB in 20001 files.") },
    ]);
  });

  /** The paths of a context. */
  function pathsOf(files: Files, dockerfile = "Dockerfile"): string[] {
    const context = readContext(directory(files), dockerfile) as BuildContext;
    return context.entries.map(({ path }) => path);
  }
  const files = { ...minimalFiles, "a.md": "", "src/b.md": "", "src/c.ts": "", "node_modules/x/i.js": "" };

  // The paths that Docker 20.10 sent to its builder, without the two files that the builder reads itself.
  test.each<[ignore: string, paths: readonly string[]]>([
    ["", ["a.md", "node_modules/x/i.js", "src/b.md", "src/c.ts"]],
    ["node_modules\n*.md\n", ["src/b.md", "src/c.ts"]],
    ["**/*.md\n!src/b.md", ["node_modules/x/i.js", "src/b.md", "src/c.ts"]],
    ["*\n!src", ["src/b.md", "src/c.ts"]],
    ["src\nnode_modules\n!src/c.ts\n", ["a.md", "src/c.ts"]],
    ["# src\n\n/src/\r\n", ["a.md", "node_modules/x/i.js"]],
    ["A.MD\nDockerfile\n.dockerignore\nnode_modules", ["a.md", "src/b.md", "src/c.ts"]],
  ])("applies the .dockerignore %j", (ignore, paths) => {
    expect(pathsOf({ ...files, ".dockerignore": ignore })).toEqual([".dockerignore", "Dockerfile", ...paths]);
  });

  test("applies the ignore file with the name of the Dockerfile instead of that of the directory", () => {
    const other = { ...files, "docker/prod": "", "docker/prod.dockerignore": "*\n!src\n", ".dockerignore": "src\n" };
    expect(pathsOf(other, "./docker/prod")).toEqual([
      "docker/prod",
      "docker/prod.dockerignore",
      "src/b.md",
      "src/c.ts",
    ]);
  });
});

describe("the hash of a context", () => {
  const hashOf = (folder: string, dockerfile = "Dockerfile", settings: unknown = {}) =>
    hashContext(readContext(folder, dockerfile) as BuildContext, settings);
  const name = fc.stringMatching(/^[a-z]{1,3}$/);
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => `${parts.join("/")}.txt`);
  const trees = fc.dictionary(path, fc.string({ maxLength: 20 }), { minKeys: 1, maxKeys: 6 });

  test("is the same for the same files, independent of their order, times and directory", () => {
    fc.assert(
      fc.property(trees, fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(2e12) }), (tree, time) => {
        const a = directory({ ...tree, ...minimalFiles });
        const b = directory(Object.fromEntries([...Object.entries(minimalFiles), ...Object.entries(tree).reverse()]));
        for (const file of Object.keys(tree)) utimesSync(join(b, file), time, time);
        mkdirSync(join(b, "empty"));
        expect([hashOf(b), hashOf(relative(".", a))]).toEqual(Array(2).fill(hashOf(a)));
      }),
      { numRuns: propertyRuns(30) },
    );
  });

  test("changes with every file that is added, removed or changed", () => {
    const changes: Record<string, (folder: string, file: string) => void> = {
      content: (folder, file) => {
        write(folder, file, `changed ${file}`);
      },
      mode: (folder, file) => {
        chmodSync(join(folder, file), 0o755);
      },
      removal: (folder, file) => {
        rmSync(join(folder, file));
      },
      addition: (folder, file) => {
        write(folder, `${file}.more`, "");
      },
      link: (folder, file) => {
        symlinkSync(file.split("/").pop()!, join(folder, `${file}.link`));
      },
      dockerfile: (folder) => {
        write(folder, "Dockerfile", "FROM other\n");
      },
      ignore: (folder) => {
        write(folder, ".dockerignore", "unknown\n");
      },
    };
    fc.assert(
      fc.property(trees, fc.constantFrom(...Object.keys(changes)), fc.nat(), (tree, kind, choice) => {
        const folder = directory({ ...tree, ...minimalFiles });
        const before = hashOf(folder);
        const paths = Object.keys(tree);
        changes[kind]!(folder, paths[choice % paths.length]!);
        expect(hashOf(folder)).not.toBe(before);
      }),
      { numRuns: propertyRuns(60) },
    );
  });

  test("differs for the same text in a name, in a content and in a link", () => {
    const linked = (target: string) => {
      const folder = directory(minimalFiles);
      symlinkSync(target, join(folder, "a"));
      return folder;
    };
    const folders = [
      directory({ ...minimalFiles, a: "b" }),
      directory({ ...minimalFiles, ab: "" }),
      directory({ ...minimalFiles, a: "", b: "" }),
      linked("b"),
      linked("Dockerfile"),
    ];
    expect(new Set(folders.map((folder) => hashOf(folder))).size).toBe(folders.length);
  });

  test("depends on the owner's execute bit alone, which is the one that git keeps", () => {
    const folder = directory({ ...minimalFiles, script: "" });
    const hashes = [0o644, 0o600, 0o654, 0o645, 0o655, 0o744, 0o755, 0o700].map((mode) => {
      chmodSync(join(folder, "script"), mode);
      return hashOf(folder);
    });
    const [file, executable] = [hashes[0], hashes[5]];
    expect(executable).not.toBe(file);
    expect(hashes).toEqual([...Array<unknown>(5).fill(file), ...Array<unknown>(3).fill(executable)]);
  });

  test("follows a link from the Dockerfile", () => {
    const folder = directory({ "real/Dockerfile": "FROM a\n", ".dockerignore": "real\n" });
    symlinkSync("real/Dockerfile", join(folder, "Dockerfile"));
    const before = hashOf(folder);
    write(folder, "real/Dockerfile", "FROM b\n");
    expect(hashOf(folder)).not.toBe(before);
  });

  test("differs for another Dockerfile and for other settings of the same directory", () => {
    const folder = directory({ ...minimalFiles, other: minimalFiles.Dockerfile });
    const hashes = [hashOf(folder), hashOf(folder, "other"), hashOf(folder, "Dockerfile", { target: "x" })];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test("covers all of a file that is larger than one read", () => {
    const folder = directory({ ...minimalFiles, big: "x".repeat(2_500_000) });
    const before = hashOf(folder);
    write(folder, "big", `${"x".repeat(2_499_999)}y`);
    expect(hashOf(folder)).not.toBe(before);
  });
});
