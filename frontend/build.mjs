// Build the front end: one style sheet, one script for every page and one that comes before it, one script per island, one sprite of icons.
// Usage: node frontend/build.mjs [--check] [--test]
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, "src/telepraxis");
const ui = join(source, "base/ui");
const built = join(ui, "static/ui/built");
const browsers = ["chrome123", "firefox121", "safari17.5"];

/** Every file below the package whose path ends as told, in a stable order. */
function files(pattern) {
  return walk(source).map((path) => relative(source, path)).filter(toRegExp(pattern)).sort().map((path) => join(source, path));
}

function walk(folder) {
  return readdirSync(folder, { withFileTypes: true }).filter(({ name }) => name !== "__pycache__" && name !== "built").flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
}

function toRegExp(pattern) {
  const text = pattern.replace(/[.]/g, "\\.").replace(/\*\*\//g, "\u0000").replace(/\*/g, "[^/]*").replace(/\u0000/g, "(.*/)?");
  const expression = new RegExp(`^${text}$`);
  return (path) => expression.test(path);
}

/** The style sheet: our layers first, then the rooms' own files in the layer between components and util. */
function styleEntry() {
  const kit = ["tokens", "base", "layout", "components", "calls"].map((name) => `@import "${join(ui, "css", name)}.css";`);
  const rooms = files("*/*/css/*.css")
    .filter((path) => !path.startsWith(join(ui, "css")))
    .map((path) => `@import "${path}" layer(rooms);`);
  return [...kit, ...rooms].join("\n");
}

/** Controllers of every room, by file name: `registry/patients/controllers/find.ts` answers to data-controller="find". */
const controllers = {
  name: "controllers",
  setup(build) {
    build.onResolve({ filter: /^controllers:all$/ }, () => ({ path: "all", namespace: "controllers" }));
    build.onLoad({ filter: /.*/, namespace: "controllers" }, () => {
      const found = files("*/*/controllers/*.ts").filter((path) => !path.endsWith(".test.ts"));
      const lines = found.map((path, index) => `import c${index} from ${JSON.stringify(path)};`);
      const pairs = found.map((path, index) => `${JSON.stringify(basename(path, ".ts"))}: c${index}`);
      return { contents: `${lines.join("\n")}\nexport default { ${pairs.join(", ")} };`, resolveDir: root, loader: "js" };
    });
  },
};

/** Islands by name: `care/telehealth/islands/call/main.ts` is "telehealth/call". */
function islands() {
  const found = files("*/*/islands/*/main.ts");
  return Object.fromEntries(found.map((path) => {
    const [room, , name] = relative(source, path).split("/").slice(1);
    return [`${room}/${name}`, path];
  }));
}

const usesOfIcons = [
  /\{%-?\s*icon\s+["']([a-z0-9-]+)["']/g,
  /\bicon\(\s*["']([a-z0-9-]+)["']/g,
  /\bicon\s*[=:]\s*["']([a-z0-9-]+)["']/g,
  /["']icon["']\s*:\s*["']([a-z0-9-]+)["']/g,
  /\{#\s*icons:\s*([a-z0-9 -]+?)\s*#\}/g,
];

/** Names of the icons that templates and scripts ask for, each with the first file that does. */
function iconsUsed() {
  const used = new Map();
  for (const path of walk(source).filter((path) => /\.(html|ts|py)$/.test(path) && !path.endsWith(".test.ts") && !path.includes("/tests/"))) {
    const text = readFileSync(path, "utf8");
    for (const use of usesOfIcons) {
      for (const [, names] of text.matchAll(use)) for (const name of names.split(" ")) if (!used.has(name)) used.set(name, path);
    }
  }
  return used;
}

function sprite() {
  const lucide = JSON.parse(readFileSync(join(ui, "icons.json"), "utf8"));
  const symbols = [...iconsUsed()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, path]) => {
    if (!lucide[name]) {
      console.error(`No icon "${name}" (asked for in ${relative(root, path)}): add it to base/ui/icons.json.`);
      process.exitCode = 1;
      return "";
    }
    const drawing = readFileSync(join(root, "node_modules/lucide-static/icons", `${lucide[name]}.svg`), "utf8");
    const shapes = drawing.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s+/g, " ").trim();
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg"><!-- lucide, ISC licence -->${symbols.join("\n")}</svg>\n`;
}

function hashed(name, ending, contents) {
  const file = `${name}-${createHash("sha256").update(contents).digest("hex").slice(0, 10)}.${ending}`;
  writeFileSync(join(built, file), contents);
  return file;
}

/** Bundle one entry and write it under its hash. */
async function bundle(name, entry, ending) {
  const result = await esbuild.build({
    ...entry, bundle: true, write: false, minify: true, format: "esm", target: browsers, external: ["/static/*"],
    charset: "utf8", legalComments: "none", plugins: [controllers], outdir: built, logLevel: "warning", absWorkingDir: root,
  });
  return hashed(name, ending, result.outputFiles[0].contents);
}

async function build() {
  rmSync(built, { recursive: true, force: true });
  mkdirSync(built, { recursive: true });
  const style = { stdin: { contents: styleEntry(), loader: "css", resolveDir: root } };
  const manifest = {
    "app.css": await bundle("app", style, "css"),
    "app.js": await bundle("app", { entryPoints: [join(ui, "islands/app.ts")] }, "js"),
    "first.js": await bundle("first", { entryPoints: [join(ui, "islands/first.ts")] }, "js"),
    "icons.svg": hashed("icons", "svg", sprite()),
    "mark.svg": hashed("mark", "svg", readFileSync(join(ui, "mark.svg"), "utf8")),
  };
  for (const [name, path] of Object.entries(islands())) {
    manifest[name] = await bundle(name.replace("/", "-"), { entryPoints: [path] }, "js");
  }
  writeFileSync(join(built, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
}

/** Bundle every *.test.ts for node's own test runner. */
async function buildTests() {
  const out = join(root, "var/frontend-tests");
  rmSync(out, { recursive: true, force: true });
  const entryPoints = files("*/*/**/*.test.ts");
  if (entryPoints.length) {
    await esbuild.build({ entryPoints, bundle: true, outdir: out, outbase: source, platform: "node", format: "esm",
      outExtension: { ".js": ".mjs" }, plugins: [controllers], logLevel: "warning", absWorkingDir: root });
  }
}

if (process.argv.includes("--test")) await buildTests();
else await build();
