// Checks Azure Pipelines files with Microsoft's language service: node azure_pipelines.cjs FILE...
// Prints a problem a line and exits with 1 if there is one. The schema is that of what we use.
const fs = require("node:fs");
const path = require("node:path");
const { getLanguageService, parse, TextDocument } = require("azure-pipelines-language-service");

const schema = JSON.parse(
  fs.readFileSync(path.join(__dirname, "azure_pipelines.schema.json"), "utf8"),
);
console.log = () => {}; // the service tells what it looks up
const service = getLanguageService(null, [], null);
service.configure({ validate: true, schemas: [{ uri: schema.$id, fileMatch: ["*"], schema }] });

async function problems(file) {
  const text = fs.readFileSync(file, "utf8");
  const document = TextDocument.create(`file:///${file}`, "yaml", 0, text);
  const found = await service.doValidation(document, parse(text));
  return found.map(({ range, message }) => `${file}:${range.start.line + 1}: ${message}`);
}

Promise.all(process.argv.slice(2).map(problems)).then((found) => {
  process.stdout.write(found.flat().map((line) => `${line}\n`).join(""));
  process.exitCode = found.flat().length ? 1 : 0;
});
