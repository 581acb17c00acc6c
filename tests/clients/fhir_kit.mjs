// fhir-kit-client against a running clinic: what it reads, finds and changes, printed as one JSON.
import { Client } from "fhir-kit-client";

const { BASE, TOKEN, PATIENT } = process.env;
const client = new Client({ baseUrl: BASE, bearerToken: TOKEN });
const pulse = (value) => ({
  resourceType: "Observation",
  status: "final",
  code: { coding: [{ system: "http://loinc.org", code: "8867-4" }] },
  subject: { reference: `Patient/${PATIENT}` },
  effectiveDateTime: "2026-11-20T09:30:00Z",
  valueQuantity: { value, unit: "/min" },
});
const refusal = async (asked) => asked.then(() => "taken", (error) => error.response?.status ?? String(error));
const said = {};

const capabilities = await client.capabilityStatement();
said.capabilities = [capabilities.resourceType, capabilities.fhirVersion];
const smart = await client.smartAuthMetadata();
said.smart = [String(smart.authorizeUrl), String(smart.tokenUrl)];
said.read = (await client.read({ resourceType: "Patient", id: PATIENT })).name[0].family;

const made = await client.create({ resourceType: "Observation", body: pulse(71) });
said.created = [made.meta.versionId, made.valueQuantity.value];
const changed = await client.update({ resourceType: "Observation", id: made.id, body: { ...made, status: "amended" } });
said.updated = [changed.meta.versionId, changed.status];
const patched = await client.patch({
  resourceType: "Observation",
  id: made.id,
  jsonPatch: [{ op: "replace", path: "/valueQuantity/value", value: 73 }],
});
said.patched = [patched.meta.versionId, patched.valueQuantity.value];
said.vread = (await client.vread({ resourceType: "Observation", id: made.id, version: "1" })).valueQuantity.value;
const history = await client.history({ resourceType: "Observation", id: made.id });
said.history = history.entry.map((entry) => [entry.request.method, entry.resource.meta.versionId]);

const transaction = await client.transaction({
  body: {
    resourceType: "Bundle",
    type: "transaction",
    entry: [70, 74].map((value) => ({ request: { method: "POST", url: "Observation" }, resource: pulse(value) })),
  },
});
said.transaction = transaction.entry.map((entry) => entry.response.status);
const batch = await client.batch({
  body: { resourceType: "Bundle", type: "batch", entry: [{ request: { method: "GET", url: `Patient/${PATIENT}` } }] },
});
said.batch = batch.entry.map((entry) => [entry.response.status, entry.resource.id === PATIENT]);

const searchParams = { "subject:Patient.name": "okonjo", date: "2026-11-20", _sort: "_lastUpdated", _count: "2" };
const first = await client.search({ resourceType: "Observation", searchParams });
const second = await client.nextPage({ bundle: first });
const values = (bundle) => bundle.entry.map((entry) => entry.resource.valueQuantity.value);
said.pages = [values(first).length, values(second).length, [...values(first), ...values(second)].sort()];
said.last = (await client.nextPage({ bundle: second })) ?? null;
const posted = await client.search({ resourceType: "Observation", searchParams, options: { postSearch: true } });
said.posted = posted.entry.length;
const compartment = await client.search({
  resourceType: "Observation",
  compartment: { resourceType: "Patient", id: PATIENT },
  searchParams: { status: "amended", date: "2026-11-20" },
});
said.compartment = compartment.entry.map((entry) => entry.resource.id === made.id);
const looked = await client.operation({
  name: "lookup",
  resourceType: "CodeSystem",
  method: "GET",
  input: { system: "http://hl7.org/fhir/administrative-gender", code: "female" },
});
said.operation = looked.parameter.find((each) => each.name === "display").valueString;

await client.delete({ resourceType: "Observation", id: made.id });
said.deleted = await refusal(client.read({ resourceType: "Observation", id: made.id }));
const nameless = { resourceType: "Patient", gender: "female" };
said.wrong = await refusal(client.update({ resourceType: "Patient", id: PATIENT, body: nameless }));
client.bearerToken = "somebody else's";
said.stranger = await refusal(client.read({ resourceType: "Patient", id: PATIENT }));
console.log(JSON.stringify(said));
