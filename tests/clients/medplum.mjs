// @medplum/core's MedplumClient against a running clinic: what it reads, finds and changes, printed as one JSON.
import { MedplumClient } from "@medplum/core";

const { BASE, TOKEN, PATIENT } = process.env;
const address = new URL(BASE);
const medplum = new MedplumClient({
  baseUrl: address.origin,
  fhirUrlPath: address.pathname,
  fetch,
  cacheTime: 0,
  autoBatchTime: 0,
});
medplum.setAccessToken(TOKEN);
const pulse = (value) => ({
  resourceType: "Observation",
  status: "final",
  code: { coding: [{ system: "http://loinc.org", code: "8867-4" }] },
  subject: { reference: `Patient/${PATIENT}` },
  effectiveDateTime: "2026-11-21T09:30:00Z",
  valueQuantity: { value, unit: "/min" },
});
const refusal = async (asked) => asked.then(() => "taken", (error) => error.outcome?.issue?.[0].code ?? String(error));
const said = {};

said.read = (await medplum.readResource("Patient", PATIENT)).name[0].family;
const made = await medplum.createResource(pulse(81));
said.created = [made.meta.versionId, made.valueQuantity.value];
const changed = await medplum.updateResource({ ...made, status: "amended" });
said.updated = [changed.meta.versionId, changed.status];
const patched = await medplum.patchResource("Observation", made.id, [
  { op: "replace", path: "/valueQuantity/value", value: 83 },
]);
said.patched = [patched.meta.versionId, patched.valueQuantity.value];
said.version = (await medplum.readVersion("Observation", made.id, "1")).valueQuantity.value;
said.history = (await medplum.readHistory("Observation", made.id)).entry.map((entry) => entry.resource.meta.versionId);

const answer = await medplum.executeBatch({
  resourceType: "Bundle",
  type: "transaction",
  entry: [80, 84].map((value) => ({ request: { method: "POST", url: "Observation" }, resource: pulse(value) })),
});
said.transaction = [answer.type, ...answer.entry.map((entry) => entry.response.status)];

const found = await medplum.searchResources("Observation", "subject:Patient.name=okonjo&date=2026-11-21");
said.found = found.map((each) => each.valueQuantity.value).sort();
said.one = (await medplum.searchOne("Observation", { _id: made.id })).id === made.id;
said.pages = [];
for await (const page of medplum.searchResourcePages("Observation", "date=2026-11-21&_sort=_lastUpdated&_count=2")) {
  said.pages.push(page.length);
}
const identified = { system: "http://clinic.example/numbers", value: "M-1" };
const nobody = { resourceType: "Organization", identifier: [identified], name: "Harbour Laboratory" };
const condition = `identifier=${identified.system}|${identified.value}`;
const once = await medplum.createResourceIfNoneExist(nobody, condition);
const twice = await medplum.createResourceIfNoneExist(nobody, condition);
said.onlyOnce = once.id === twice.id;
const upserted = await medplum.upsertResource({ ...nobody, name: "Harbour Laboratory Ltd" }, condition);
said.upserted = [upserted.id === once.id, upserted.name];
const everything = await medplum.readPatientEverything(PATIENT);
said.everything = everything.entry.some((entry) => entry.resource.id === made.id);
said.valid = (await medplum.validateResource(pulse(85))).issue.map((issue) => issue.severity);

await medplum.deleteResource("Observation", made.id);
said.deleted = await refusal(medplum.readResource("Observation", made.id));
said.invalid = await refusal(medplum.createResource({ ...pulse(86), status: "unheard-of" }));
console.log(JSON.stringify(said));
