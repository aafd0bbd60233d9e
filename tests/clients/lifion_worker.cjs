// SPDX-License-Identifier: Apache-2.0
// One process of a consumer group: prints the records that lifion-kinesis gives it, as JSON lines.
'use strict';
const dns = require('node:dns');
const path = require('node:path');
const Module = require('node:module');

const require_ = Module.createRequire(path.join(process.env.WEIR_NODE_MODULES, 'x.js'));

// A process counts as gone after two heartbeats of 20 s, for which there is no option.
const compile = Module.prototype._compile;
Module.prototype._compile = function compileQuicker(content, file) {
    const quick = file.endsWith('heartbeat-manager.js')
        ? content.replace('HEARTBEAT_INTERVAL = 20 * 1000', 'HEARTBEAT_INTERVAL = 2 * 1000')
        : content;
    return compile.call(this, quick, file);
};

// For its subscriptions it signs the service's own name whatever the endpoint is, and goes there.
const { lookup } = dns;
dns.lookup = (name, ...rest) =>
    lookup(name.endsWith('.amazonaws.com') ? '127.0.0.1' : name, ...rest);

const Kinesis = require_('lifion-kinesis');

const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const log = (level) => (...words) => process.stderr.write(`${level} ${words.join(' ')}\n`);

const access = { accessKeyId: process.env.WEIR_ACCOUNT, secretAccessKey: 'secret',
    region: 'us-east-1' };
const kinesis = new Kinesis({
    ...access,
    endpoint: process.env.AWS_ENDPOINT_URL_KINESIS,
    consumerGroup: 'workers',
    createStreamIfNeeded: false,
    dynamoDb: { ...access, endpoint: process.env.WEIR_DYNAMODB, tableName: 'leases' },
    initialPositionInStream: 'TRIM_HORIZON',
    leaseAcquisitionInterval: 1000,
    leaseAcquisitionRecoveryInterval: 1000,
    maxEnhancedConsumers: 2,
    noRecordsPollDelay: 300,
    shouldParseJson: false,
    streamName: process.env.WEIR_STREAM,
    useEnhancedFanOut: process.env.WEIR_FAN_OUT === 'yes',
    logger: { debug: log('debug'), warn: log('warn'), error: log('error') },
});
kinesis.on('data', ({ records, shardId }) => {
    for (const { data, sequenceNumber } of records) {
        say({ shard: shardId, sequence: sequenceNumber, data: Buffer.from(data).toString() });
    }
});
kinesis.on('error', (error) => say({ error: `${error.code}: ${error.message}` }));
kinesis.startConsumer().then(() => say({ started: true }),
    (error) => say({ error: `${error.code}: ${error.message}` }));
