// Have two independent implementations verify credentials.
//
//   node verify.mjs CONTEXTS.json < lines
//
// A line in:   {id, credential, documents: {url: document}}
// Lines out:   {id, peer, verified, error}, one for each peer
//
// Issuers are did:web DIDs whose DID document stands under the DID in `documents`; a status list
// credential stands under its own URL there. Nothing is fetched from anywhere.
import * as bitstringStatusList from '@digitalbazaar/vc-bitstring-status-list';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {
  documentLoader, lineOut, linesIn, localFetch, readContexts, withVerificationMethods
} from './documents.mjs';

const contexts = readContexts(process.argv[2]);
let documents = new Map();

// Set before the second peer is loaded: its HTTP client keeps the `fetch` it finds.
globalThis.fetch = localFetch(contexts, () => documents);
// Standard output is for results alone; the second peer logs to the console.
console.log = console.error;
const {verifyCredential} = await import('@digitalcredentials/verifier-core');

/** The sentence of an error, with those of the errors under it. */
function sentence(error) {
  const causes = [error?.errors, error?.cause, error?.stackTrace].flat().filter(Boolean);
  const own = error?.message ?? String(error);
  return [own, ...causes.map(cause => cause.message ?? String(cause))].join(' | ');
}

async function digitalBazaar({credential}) {
  const suite = new DataIntegrityProof({cryptosuite});
  const result = await vc.verifyCredential({
    credential,
    suite,
    documentLoader: documentLoader(contexts, documents),
    checkStatus: bitstringStatusList.checkStatus
  });
  if(!result.verified) {
    return sentence(result.error ?? result.statusResult?.error ?? 'not verified');
  }
  // It calls a credential verified whose status it could read, whatever that status is.
  const marked = (result.statusResult?.results ?? []).filter(({status}) => status !== false);
  return marked.length ? `marked for ${marked[0].credentialStatus.statusPurpose}` : null;
}

/** Why one step of the second peer's log counts against the credential, or null. */
function failedStep(step) {
  if(step.id === 'registered_issuer') {
    return null; // No registry is asked.
  }
  if(step.error) {
    return `${step.id}: ${sentence(step.error)}`;
  }
  return step.valid ? null : `${step.id} is not valid`;
}

/** Why one schema's verdict in the second peer's report counts against the credential, or null. */
function failedSchema(verdict) {
  if(typeof verdict === 'string') {
    return verdict === 'NO_SCHEMA' ? null : verdict;
  }
  const {schema, result} = verdict;
  return result.valid ? null : `${schema}: ${JSON.stringify(result.errors)}`;
}

async function digitalCredentials({credential}) {
  const report = await verifyCredential({credential, knownDIDRegistries: []});
  if(report.errors?.length) {
    return report.errors.map(sentence).join(' | ');
  }
  const log = report.log ?? [];
  const signature = log.find(step => step.id === 'valid_signature');
  if(signature?.valid !== true) {
    return 'the report does not say that the signature is valid';
  }
  const schemas = (report.additionalInformation ?? []).flatMap(({results}) => results);
  const failures = [
    ...log.map(failedStep),
    ...schemas.map(failedSchema)
  ].filter(failure => failure !== null);
  return failures.length ? failures.join(' | ') : null;
}

const peers = {
  '@digitalbazaar/vc': digitalBazaar,
  '@digitalcredentials/verifier-core': digitalCredentials
};

for await (const line of linesIn()) {
  documents = withVerificationMethods(line.documents);
  for(const [peer, verify] of Object.entries(peers)) {
    // Each peer gets a copy, since some add to what they are given.
    const error = await verify({credential: structuredClone(line.credential)}).catch(sentence);
    lineOut({id: line.id, peer, verified: error === null, error});
  }
}
