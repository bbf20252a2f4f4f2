// What the peers read, all of it from a folder that the benchmark has written: contexts, the
// issuer's DID document, and credentials, a line each.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import dataIntegrityContext from '@digitalbazaar/data-integrity-context';
import multikeyContext from '@digitalbazaar/multikey-context';

/** The facts that are not credentials: `{contexts, documents, verificationMethod, created, seed}`. */
export function readFacts(folder) {
  return JSON.parse(readFileSync(join(folder, 'facts.json'), 'utf8'));
}

/** The parsed credentials of a set; `kind` is 'unsigned' or 'secured'. */
export function readSet(folder, name, kind) {
  const text = readFileSync(join(folder, `${name}.${kind}.jsonl`), 'utf8');
  return text.split('\n').filter(line => line !== '').map(line => JSON.parse(line));
}

/** A JSON-LD document loader that answers from memory, and never from anywhere else. */
export function documentLoader({contexts, documents}) {
  const found = new Map(Object.entries({...documents, ...contexts}));
  for(const {contexts: bundled} of [dataIntegrityContext, multikeyContext]) {
    for(const [url, document] of bundled) {
      found.set(url, document);
    }
  }
  for(const document of Object.values(documents)) {
    for(const method of document.verificationMethod ?? []) {
      found.set(method.id, {'@context': 'https://w3id.org/security/multikey/v1', ...method});
    }
  }
  return async url => {
    const document = found.get(url);
    if(document === undefined) {
      throw new Error(`"${url}" was not supplied`);
    }
    return {contextUrl: null, documentUrl: url, document, tag: 'static'};
  };
}
