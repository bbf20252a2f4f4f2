// A plain HTTP server around @digitalbazaar/vc: no framework, no database, nobody logs in.
//
//   node server.mjs FOLDER PORT PROCESSES
//
// GET /livez · POST /verify with a credential · POST /issue with a credential without proof
import cluster from 'node:cluster';
import {createServer} from 'node:http';
import {readFacts} from './documents.mjs';
import {makePeers} from './peers.mjs';

const [folder, port, processes] = process.argv.slice(2);

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) {
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

function answer(response, status, value) {
  const content = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json', 'content-length': Buffer.byteLength(content)
  });
  response.end(content);
}

async function serve() {
  const peer = (await makePeers(readFacts(folder)))['@digitalbazaar/vc'];
  const doors = {
    'GET /livez': async () => [200, {}],
    'POST /verify': async request => {
      await peer.verify(await bodyOf(request));
      return [200, {verified: true}];
    },
    'POST /issue': async request => [201, await peer.issue(await bodyOf(request))]
  };
  createServer(async (request, response) => {
    const door = doors[`${request.method} ${request.url}`];
    try {
      answer(response, ...(door ? await door(request) : [404, {}]));
    } catch(error) {
      answer(response, 400, {error: error.message});
    }
  }).listen(Number(port), '127.0.0.1');
}

if(cluster.isPrimary && Number(processes) > 1) {
  for(let started = 0; started < Number(processes); started += 1) {
    cluster.fork();
  }
} else {
  await serve();
}
