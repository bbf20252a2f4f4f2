// Where the peers read their documents: from what they are given, never from the network.
import {readFileSync} from 'node:fs';
import dataIntegrityContext from '@digitalbazaar/data-integrity-context';
import didContext from 'did-context';
import multikeyContext from '@digitalbazaar/multikey-context';

const MULTIKEY_CONTEXT_URL = 'https://w3id.org/security/multikey/v1';
const DID_WEB = 'did:web:';

/** The contexts of a JSON file {url: document}, and those of DIDs and keys that npm has. */
export function readContexts(path) {
  const contexts = new Map();
  for(const {contexts: bundled} of [dataIntegrityContext, didContext, multikeyContext]) {
    for(const [url, document] of bundled) {
      contexts.set(url, document);
    }
  }
  for(const [url, document] of Object.entries(JSON.parse(readFileSync(path, 'utf8')))) {
    contexts.set(url, document);
  }
  return contexts;
}

/** `documents`, with every verification method of a DID document under its own URL as well. */
export function withVerificationMethods(documents) {
  const found = new Map(Object.entries(documents));
  for(const document of Object.values(documents)) {
    for(const method of document.verificationMethod ?? []) {
      if(typeof method.id === 'string' && !found.has(method.id)) {
        found.set(method.id, {'@context': MULTIKEY_CONTEXT_URL, ...method});
      }
    }
  }
  return found;
}

/** A JSON-LD document loader over the given maps; whatever is in none of them is an error. */
export function documentLoader(...sources) {
  return async url => {
    for(const source of sources) {
      if(source.has(url)) {
        return {contextUrl: null, documentUrl: url, document: source.get(url), tag: 'static'};
      }
    }
    throw new Error(`NotFoundError: "${url}" was not supplied`);
  };
}

/** The https address that a did:web DID stands for: https://w3c-ccg.github.io/did-method-web/ */
function didWebAddress(did) {
  const [host, ...path] = did.slice(DID_WEB.length).split(':').map(decodeURIComponent);
  return `https://${host}/${path.length ? path.join('/') : '.well-known'}/did.json`;
}

/**
 * A stand-in for the global `fetch`, for peers that bring their own loader.
 *
 * `currentDocuments` is asked at every call, so one stand-in serves many credentials.
 */
export function localFetch(contexts, currentDocuments) {
  return async input => {
    const url = typeof input === 'string' ? input : (input.url ?? String(input));
    const documents = currentDocuments();
    const did = [...documents.keys()].find(
      key => key.startsWith(DID_WEB) && !key.includes('#') && didWebAddress(key) === url);
    const document = documents.get(did ?? url) ?? contexts.get(url);
    if(document === undefined) {
      return new Response('not supplied', {status: 404});
    }
    const headers = {'content-type': 'application/json'};
    return new Response(JSON.stringify(document), {status: 200, headers});
  };
}

/** The parsed lines of standard input, one JSON value each. */
export async function* linesIn() {
  const {createInterface} = await import('node:readline');
  for await (const line of createInterface({input: process.stdin})) {
    if(line.trim() !== '') {
      yield JSON.parse(line);
    }
  }
}

/** Write one JSON value as a line of standard output. */
export function lineOut(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
