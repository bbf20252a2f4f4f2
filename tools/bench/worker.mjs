// A long-lived process that does one thing many times and says how long that took.
//
//   node worker.mjs FOLDER < lines
//
// A line in:   {peer, do, set, count, seconds}: `do` is "issue" or "verify"; it ends after `count`
//              operations or `seconds`, whichever comes first. `do` "show" issues one credential
//              and hands it back.
// A line out:  {count, wall, cpu, rss}: seconds and bytes; or {error}
import {createInterface} from 'node:readline';
import {readFacts, readSet} from './documents.mjs';
import {makePeers} from './peers.mjs';

const folder = process.argv[2];
const peers = await makePeers(readFacts(folder));
const sets = new Map();
const places = new Map();

async function credentials(name, kind, peer) {
  const key = `${name}.${kind}.${peer.prepare ? 'prepared' : ''}`;
  if(!sets.has(key)) {
    const found = readSet(folder, name, kind);
    for(const credential of peer.prepare ? found : []) {
      await peer.prepare(credential);
    }
    sets.set(key, found);
  }
  return sets.get(key);
}

async function measure(line) {
  const peer = peers[line.peer];
  const operation = peer[line.do];
  const documents = await credentials(line.set, line.do === 'issue' ? 'unsigned' : 'secured', peer);
  const key = `${line.peer} ${line.do} ${line.set}`;
  let place = places.get(key) ?? 0;
  let count = 0;
  const beforeCpu = process.cpuUsage();
  const before = performance.now();
  while(count < line.count) {
    await operation(documents[place++ % documents.length]);
    count += 1;
    if(performance.now() - before >= line.seconds * 1000) {
      break;
    }
  }
  const wall = (performance.now() - before) / 1000;
  const used = process.cpuUsage(beforeCpu);
  places.set(key, place);
  return {count, wall, cpu: (used.user + used.system) / 1e6, rss: process.memoryUsage().rss};
}

async function answer(line) {
  if(line.do === 'show') {
    const peer = peers[line.peer];
    const [credential] = await credentials(line.set, 'unsigned', peer);
    return {credential: await peer.issue(credential)};
  }
  return measure(line);
}

for await (const text of createInterface({input: process.stdin})) {
  const told = await answer(JSON.parse(text)).catch(error => ({error: error.stack}));
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
