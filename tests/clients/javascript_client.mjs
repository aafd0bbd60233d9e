// SPDX-License-Identifier: Apache-2.0
// The AWS SDK for JavaScript, version 3, against the endpoint: its default is HTTP/2 in clear text.
// Prints one line for each step, as steps.py says.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(path.join(process.env.WEIR_NODE_MODULES, 'x.js'));
const load = (name) => import(pathToFileURL(require.resolve(name)));
const sdk = (await load('@aws-sdk/client-kinesis')).default ??
    (await load('@aws-sdk/client-kinesis'));
const { NodeHttpHandler } = require('@smithy/node-http-handler');
const { version } = require('@aws-sdk/client-kinesis/package.json');

const account = '100000000003';
const otherAccount = '100000000004';
const arnOf = (name) => `arn:aws:kinesis:us-east-1:${account}:stream/${name}`;
const endpoint = process.env.AWS_ENDPOINT_URL_KINESIS;
const keyMax = (1n << 128n) - 1n;
const half = String(1n << 127n);
const quarter = String(1n << 126n);
const mib = 1024 * 1024;
const shardZero = 'shardId-000000000000';

const made = [];

function client(options = {}) {
    const { key = account, retries = 8, ...rest } = options;
    const one = new sdk.Kinesis({
        endpoint, region: 'us-east-1', maxAttempts: 1 + retries,
        credentials: { accessKeyId: key, secretAccessKey: 'secret' }, ...rest,
    });
    made.push(one);
    return one;
}

const kinesis = client();
const once = client({ retries: 0 });
const http1 = client({ requestHandler: new NodeHttpHandler() });

const bytes = (text) => new TextEncoder().encode(text);
const text = (blob) => new TextDecoder().decode(blob);
const pause = (time) => new Promise((done) => setTimeout(done, time));

/** Asks until the answer is true, and gives the answer. */
async function until(condition, what, seconds = 20) {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
        const answer = await condition();
        if (answer) return answer;
        await pause(30);
    }
    throw new Error(`after ${seconds} s still not: ${what}`);
}

/** Exactly these members that have a value, and perhaps those. */
function members(value, needed, maybe = []) {
    const there = Object.keys(value).filter((name) => value[name] !== undefined &&
        name !== '$metadata');
    const missing = needed.filter((name) => !there.includes(name));
    const more = there.filter((name) => !needed.includes(name) && !maybe.includes(name));
    assert.deepEqual({ missing, more }, { missing: [], more: [] });
    for (const name of there) assert.notEqual(value[name], null, `${name} is null`);
}

function recent(date) {
    assert.ok(date instanceof Date, `${date} is a date`);
    assert.ok(Math.abs(Date.now() - date) < 60_000, `${date} is near now`);
}

function coversOnce(shards) {
    let at = 0n;
    const start = (shard) => BigInt(shard.HashKeyRange.StartingHashKey);
    for (const shard of [...shards].sort((a, b) => (start(a) < start(b) ? -1 : 1))) {
        assert.equal(start(shard), at);
        at = BigInt(shard.HashKeyRange.EndingHashKey) + 1n;
    }
    assert.equal(at, keyMax + 1n);
}

async function refused(kind, promise) {
    try {
        await promise;
    } catch (error) {
        assert.equal(error.name, kind, error.stack);
        assert.ok(error instanceof sdk[kind], `${kind} is a class`);
        assert.equal(error.$metadata.httpStatusCode, 400);
        return error.message;
    }
    throw new Error(`no ${kind}`);
}

async function stream(name, count = 1, more = {}) {
    await kinesis.createStream({ StreamName: name, ShardCount: count, ...more });
    await sdk.waitUntilStreamExists({ client: kinesis, maxWaitTime: 20, minDelay: 1, maxDelay: 1 },
        { StreamName: name });
    return name;
}

const shardsOf = async (name, more = {}) =>
    (await kinesis.listShards({ StreamName: name, ...more })).Shards;

async function iterator(name, shard, type = 'TRIM_HORIZON', more = {}) {
    const answer = await kinesis.getShardIterator(
        { StreamName: name, ShardId: shard, ShardIteratorType: type, ...more });
    return answer.ShardIterator;
}

/** The records from there, up to the tip or, of a closed shard, to the end. */
async function read(from, { whole = false, by = kinesis } = {}) {
    const records = [];
    for (let at = from; ;) {
        const page = await by.getRecords({ ShardIterator: at });
        records.push(...page.Records);
        at = page.NextShardIterator;
        assert.equal(page.ChildShards !== undefined, at === undefined);
        if (at === undefined || (!whole && page.MillisBehindLatest === 0)) {
            return { records, page };
        }
    }
}

async function summaryOf(name, by = kinesis) {
    return (await by.describeStreamSummary({ StreamName: name })).StreamDescriptionSummary;
}

const record = ['SequenceNumber', 'ApproximateArrivalTimestamp', 'Data', 'PartitionKey'];
const shardMembers = ['ShardId', 'HashKeyRange', 'SequenceNumberRange'];
const common = ['StreamName', 'StreamARN', 'StreamStatus', 'StreamModeDetails',
    'RetentionPeriodHours', 'StreamCreationTimestamp', 'EnhancedMonitoring', 'EncryptionType'];
const consumerMembers = ['ConsumerName', 'ConsumerARN', 'ConsumerStatus',
    'ConsumerCreationTimestamp'];

const steps = {
    async create() {
        const answer = await kinesis.createStream(
            { StreamName: 'made', ShardCount: 2, Tags: { made: 'so' } });
        members(answer, []);
        assert.ok(answer.$metadata.requestId);
        assert.deepEqual((await kinesis.listTagsForStream({ StreamName: 'made' })).Tags,
            [{ Key: 'made', Value: 'so' }]);
        await kinesis.createStream(
            { StreamName: 'on-demand', StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
        assert.equal((await summaryOf('on-demand')).OpenShardCount, 4);
    },
    async describe() {
        await stream('described', 3);
        const got = (await kinesis.describeStream({ StreamName: 'described' })).StreamDescription;
        members(got, [...common, 'Shards', 'HasMoreShards'], ['KeyId']);
        recent(got.StreamCreationTimestamp);
        assert.deepEqual(
            [got.StreamName, got.StreamARN, got.StreamStatus, got.StreamModeDetails.StreamMode,
                got.RetentionPeriodHours, got.HasMoreShards, got.EncryptionType,
                got.EnhancedMonitoring],
            ['described', arnOf('described'), 'ACTIVE', 'PROVISIONED', 24, false, 'NONE',
                [{ ShardLevelMetrics: [] }]]);
        assert.deepEqual(got.Shards.map((shard) => shard.ShardId),
            [0, 1, 2].map((n) => `shardId-00000000000${n}`));
        for (const shard of got.Shards) members(shard, shardMembers);
        coversOnce(got.Shards);
        const summary = await summaryOf('described');
        members(summary, [...common, 'OpenShardCount', 'ConsumerCount', 'MaxRecordSizeInKiB'],
            ['KeyId', 'StreamId']);
        assert.deepEqual(
            [summary.OpenShardCount, summary.ConsumerCount, summary.MaxRecordSizeInKiB],
            [3, 0, 1024]);
        members(await kinesis.describeLimits({}), ['ShardLimit', 'OpenShardCount',
            'OnDemandStreamCount', 'OnDemandStreamCountLimit']);
        const settings = await kinesis.describeAccountSettings({});
        assert.equal(settings.MinimumThroughputBillingCommitment.Status, 'DISABLED');
        const policy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
        const ResourceARN = arnOf('described');
        await kinesis.putResourcePolicy({ ResourceARN, Policy: policy });
        assert.equal((await kinesis.getResourcePolicy({ ResourceARN })).Policy, policy);
        await kinesis.deleteResourcePolicy({ ResourceARN });
    },
    async put() {
        await stream('put', 2);
        for (const by of [kinesis, http1]) {
            const StreamName = 'put';
            const got = await by.putRecord({ StreamName, Data: bytes('one'), PartitionKey: 'k' });
            members(got, ['ShardId', 'SequenceNumber']);
            const next = await by.putRecord({ StreamName, Data: bytes(''), PartitionKey: 'k',
                SequenceNumberForOrdering: got.SequenceNumber });
            assert.equal(next.ShardId, got.ShardId);
            assert.ok(BigInt(next.SequenceNumber) > BigInt(got.SequenceNumber));
            const last = await by.putRecord({ StreamName, Data: bytes('täxt'),
                PartitionKey: 'é \u{1f600}', ExplicitHashKey: String(keyMax) });
            assert.equal(last.ShardId, 'shardId-000000000001');
            const { records } = await read(await iterator('put', last.ShardId,
                'AT_SEQUENCE_NUMBER', { StartingSequenceNumber: last.SequenceNumber }), { by });
            assert.deepEqual(records.map((one) => [text(one.Data), one.PartitionKey]),
                [['täxt', 'é \u{1f600}']]);
        }
    },
    async 'put-batch'() {
        await stream('batch', 2);
        const blobs = Array.from({ length: 300 },
            (_, n) => Uint8Array.from({ length: n }, (_, k) => n * k));
        const got = await kinesis.putRecords({ StreamName: 'batch',
            Records: blobs.map((Data, n) => ({ Data, PartitionKey: String(n) })) });
        members(got, ['FailedRecordCount', 'Records']);
        assert.deepEqual([got.FailedRecordCount, got.Records.length], [0, 300]);
        const seen = [];
        for (const shard of await shardsOf('batch')) {
            for (const one of (await read(await iterator('batch', shard.ShardId))).records) {
                members(one, record);
                recent(one.ApproximateArrivalTimestamp);
                const n = Number(one.PartitionKey);
                assert.deepEqual({ ...got.Records[n] },
                    { ShardId: shard.ShardId, SequenceNumber: one.SequenceNumber });
                seen[n] = Buffer.from(one.Data).toString('hex');
            }
        }
        assert.deepEqual(seen, blobs.map((blob) => Buffer.from(blob).toString('hex')));
    },
    async iterators() {
        await stream('types');
        const numbers = [];
        for (let n = 0; n < 3; n += 1) {
            numbers.push((await kinesis.putRecord({ StreamName: 'types', Data: bytes(String(n)),
                PartitionKey: 'k' })).SequenceNumber);
        }
        const data = async (type, more) => (await read(
            await iterator('types', shardZero, type, more))).records.map((one) => text(one.Data));
        const from = { StartingSequenceNumber: numbers[1] };
        assert.deepEqual(await data('TRIM_HORIZON'), ['0', '1', '2']);
        assert.deepEqual(await data('AT_SEQUENCE_NUMBER', from), ['1', '2']);
        assert.deepEqual(await data('AFTER_SEQUENCE_NUMBER', from), ['2']);
        assert.deepEqual(await data('AT_TIMESTAMP', { Timestamp: new Date(2020, 1) }),
            ['0', '1', '2']);
        const latest = await iterator('types', shardZero, 'LATEST');
        assert.deepEqual((await read(latest)).records, []);
        await kinesis.putRecord({ StreamName: 'types', Data: bytes('3'), PartitionKey: 'k' });
        const { records, page } = await read(latest);
        members(page, ['Records', 'NextShardIterator', 'MillisBehindLatest']);
        assert.deepEqual(records.map((one) => text(one.Data)), ['3']);
        const again = await data('AT_TIMESTAMP',
            { Timestamp: records[0].ApproximateArrivalTimestamp });
        assert.equal(again.at(-1), '3');
    },
    async read() {
        await stream('pages');
        for (let start = 0; start < 900; start += 300) {
            await kinesis.putRecords({ StreamName: 'pages',
                Records: Array.from({ length: 300 },
                    (_, n) => ({ Data: bytes(String(start + n)), PartitionKey: 'k' })) });
        }
        const page = await kinesis.getRecords(
            { ShardIterator: await iterator('pages', shardZero), Limit: 400 });
        assert.equal(page.Records.length, 400);
        await kinesis.splitShard(
            { StreamName: 'pages', ShardToSplit: shardZero, NewStartingHashKey: half });
        const { records, page: last } = await read(page.NextShardIterator, { whole: true });
        assert.deepEqual([...page.Records, ...records].map((one) => Number(text(one.Data))),
            Array.from({ length: 900 }, (_, n) => n));
        for (const child of last.ChildShards) {
            members(child, ['ShardId', 'ParentShards', 'HashKeyRange']);
            assert.deepEqual(child.ParentShards, [shardZero]);
        }
        coversOnce(last.ChildShards);
    },
    async split() {
        await stream('split');
        members(await kinesis.splitShard(
            { StreamName: 'split', ShardToSplit: shardZero, NewStartingHashKey: half }), []);
        const [closed, low, high] = await shardsOf('split');
        members(closed.SequenceNumberRange, ['StartingSequenceNumber', 'EndingSequenceNumber']);
        for (const child of [low, high]) {
            members(child, [...shardMembers, 'ParentShardId']);
            members(child.SequenceNumberRange, ['StartingSequenceNumber']);
            assert.equal(child.ParentShardId, shardZero);
        }
        coversOnce([low, high]);
    },
    async merge() {
        await stream('merge', 2);
        const [low, high] = (await shardsOf('merge')).map((shard) => shard.ShardId);
        const message = await refused('InvalidArgumentException', kinesis.mergeShards(
            { StreamName: 'merge', ShardToMerge: high, AdjacentShardToMerge: low }));
        assert.match(message, /not an adjacent pair/);
        await kinesis.mergeShards(
            { StreamName: 'merge', ShardToMerge: low, AdjacentShardToMerge: high });
        const child = (await shardsOf('merge'))[2];
        members(child, [...shardMembers, 'ParentShardId', 'AdjacentParentShardId']);
        assert.deepEqual([child.ParentShardId, child.AdjacentParentShardId], [low, high]);
        coversOnce([child]);
        const { page } = await read(await iterator('merge', high), { whole: true });
        assert.deepEqual(page.ChildShards.map((one) => one.ParentShards), [[low, high]]);
    },
    async 'update-shard-count'() {
        await stream('count', 2);
        const got = await kinesis.updateShardCount(
            { StreamName: 'count', TargetShardCount: 3, ScalingType: 'UNIFORM_SCALING' });
        members(got, ['StreamName', 'StreamARN', 'CurrentShardCount', 'TargetShardCount']);
        assert.deepEqual([got.CurrentShardCount, got.TargetShardCount], [2, 3]);
        const open = await shardsOf('count', { ShardFilter: { Type: 'AT_LATEST' } });
        assert.equal(open.length, 3);
        coversOnce(open);
        assert.match(await refused('LimitExceededException', once.updateShardCount(
            { StreamName: 'count', TargetShardCount: 7, ScalingType: 'UNIFORM_SCALING' })),
        /double/);
        await kinesis.updateStreamMode({ StreamARN: arnOf('count'),
            StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
        assert.equal((await summaryOf('count')).StreamModeDetails.StreamMode, 'ON_DEMAND');
    },
    async 'list-shards'() {
        await stream('filters', 2);
        await pause(1100); // shards are born in whole seconds: one has to pass
        const Timestamp = new Date();
        await kinesis.splitShard(
            { StreamName: 'filters', ShardToSplit: shardZero, NewStartingHashKey: quarter });
        const ids = async (more) => (await shardsOf('filters', more)).map(
            (shard) => Number(shard.ShardId.slice(8)));
        const filtered = (Type, more = {}) => ids({ ShardFilter: { Type, ...more } });
        assert.deepEqual(await ids(), [0, 1, 2, 3]);
        assert.deepEqual(await filtered('FROM_TRIM_HORIZON'), [0, 1, 2, 3]);
        assert.deepEqual(await filtered('AT_TRIM_HORIZON'), [0, 1]);
        assert.deepEqual(await filtered('AT_LATEST'), [1, 2, 3]);
        assert.deepEqual(await filtered('AT_TIMESTAMP', { Timestamp }), [0, 1]);
        assert.deepEqual(await filtered('FROM_TIMESTAMP', { Timestamp }), [0, 1, 2, 3]);
        assert.deepEqual(
            await filtered('AFTER_SHARD_ID', { ShardId: 'shardId-000000000001' }), [2, 3]);
        assert.deepEqual(await ids({ ExclusiveStartShardId: shardZero }), [1, 2, 3]);
        const { StreamCreationTimestamp } = await summaryOf('filters');
        assert.deepEqual(await ids({ StreamCreationTimestamp }), [0, 1, 2, 3]);
    },
    async retention() {
        const StreamName = await stream('retention');
        const hours = async () => (await summaryOf('retention')).RetentionPeriodHours;
        await kinesis.increaseStreamRetentionPeriod({ StreamName, RetentionPeriodHours: 48 });
        assert.equal(await hours(), 48);
        await refused('InvalidArgumentException',
            kinesis.increaseStreamRetentionPeriod({ StreamName, RetentionPeriodHours: 25 }));
        await kinesis.decreaseStreamRetentionPeriod({ StreamName, RetentionPeriodHours: 24 });
        assert.equal(await hours(), 24);
        await refused('InvalidArgumentException',
            kinesis.decreaseStreamRetentionPeriod({ StreamName, RetentionPeriodHours: 23 }));
    },
    async tags() {
        const StreamName = await stream('tags');
        const ResourceARN = arnOf('tags');
        await kinesis.addTagsToStream({ StreamName, Tags: { a: '1', b: '', c: 'ü' } });
        const got = await kinesis.listTagsForStream({ StreamName });
        members(got, ['Tags', 'HasMoreTags']);
        assert.deepEqual(got.Tags.map((tag) => ({ ...tag })),
            [{ Key: 'a', Value: '1' }, { Key: 'b', Value: '' }, { Key: 'c', Value: 'ü' }]);
        await kinesis.removeTagsFromStream({ StreamName, TagKeys: ['a', 'none'] });
        await kinesis.tagResource({ ResourceARN, Tags: { d: '4', b: '2' } });
        await kinesis.untagResource({ ResourceARN, TagKeys: ['c'] });
        const left = await kinesis.listTagsForResource({ ResourceARN });
        assert.deepEqual(left.Tags.map((tag) => ({ ...tag })),
            [{ Key: 'b', Value: '2' }, { Key: 'd', Value: '4' }]);
    },
    async consumers() {
        await stream('consumers');
        const StreamARN = arnOf('consumers');
        const { Consumer } = await kinesis.registerStreamConsumer(
            { StreamARN, ConsumerName: 'one', Tags: { its: 'own' } });
        members(Consumer, consumerMembers);
        recent(Consumer.ConsumerCreationTimestamp);
        const { ConsumerARN } = Consumer;
        assert.ok(ConsumerARN.startsWith(`${StreamARN}/consumer/one:`), ConsumerARN);
        assert.deepEqual((await kinesis.listTagsForResource({ ResourceARN: ConsumerARN })).Tags,
            [{ Key: 'its', Value: 'own' }]);
        await refused('ResourceInUseException',
            kinesis.registerStreamConsumer({ StreamARN, ConsumerName: 'one' }));
        await kinesis.registerStreamConsumer({ StreamARN, ConsumerName: 'two' });
        for (const given of [{ ConsumerARN }, { StreamARN, ConsumerName: 'one' }]) {
            const got = (await kinesis.describeStreamConsumer(given)).ConsumerDescription;
            members(got, [...consumerMembers, 'StreamARN']);
            assert.equal(got.ConsumerStatus, 'ACTIVE');
        }
        const names = [];
        for await (const page of sdk.paginateListStreamConsumers(
            { client: kinesis, pageSize: 1 }, { StreamARN })) {
            names.push(...page.Consumers.map((one) => one.ConsumerName));
        }
        assert.deepEqual(names, ['one', 'two']);
        await refused('ResourceInUseException', kinesis.deleteStream({ StreamARN }));
        await kinesis.deregisterStreamConsumer({ ConsumerARN });
        await refused('ResourceNotFoundException', kinesis.describeStreamConsumer({ ConsumerARN }));
        await kinesis.deleteStream({ StreamARN, EnforceConsumerDeletion: true });
    },
    async encryption() {
        const StreamName = await stream('encrypted');
        const put = (data) => kinesis.putRecord(
            { StreamName, Data: bytes(data), PartitionKey: 'k' });
        const key = { StreamName, EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' };
        await put('open');
        await kinesis.startStreamEncryption(key);
        const summary = await summaryOf(StreamName);
        assert.deepEqual([summary.EncryptionType, summary.KeyId], ['KMS', key.KeyId]);
        assert.equal((await put('marked')).EncryptionType, 'KMS');
        await kinesis.stopStreamEncryption(key);
        await put('open');
        const { records } = await read(await iterator(StreamName, shardZero));
        assert.deepEqual(records.map((one) => [text(one.Data), one.EncryptionType]),
            [['open', undefined], ['marked', 'KMS'], ['open', undefined]]);
    },
    async errors() {
        const StreamName = await stream('errors');
        assert.equal(await refused('ResourceNotFoundException',
            kinesis.describeStream({ StreamName: 'nobody' })),
        `Stream nobody under account ${account} not found.`);
        assert.equal(await refused('ResourceInUseException',
            kinesis.createStream({ StreamName, ShardCount: 1 })),
        `Stream errors under account ${account} already exists.`);
        await refused('InvalidArgumentException', once.putRecord({ StreamName, Data: bytes(''),
            PartitionKey: 'k', ExplicitHashKey: String(keyMax + 1n) }));
        await refused('InvalidArgumentException', once.getRecords({ ShardIterator: 'AAAA' }));
        const message = await refused('ValidationException', once.getShardIterator(
            { StreamName, ShardId: 'not a shard', ShardIteratorType: 'SOMEWHERE' }));
        assert.match(message, /^2 validation errors detected: /);
        assert.match(message, /'not a shard' at 'shardId'/);
        assert.match(message, /'SOMEWHERE' at 'shardIteratorType'/);
        const Data = new Uint8Array(mib - 1);
        assert.match(await refused('ProvisionedThroughputExceededException', (async () => {
            for (let n = 0; n < 4; n += 1) {
                await once.putRecord({ StreamName, Data, PartitionKey: 'k' });
            }
        })()), /shardId-000000000000/);
        const got = await once.putRecords({ StreamName, Records: Array.from({ length: 500 },
            (_, n) => ({ Data: new Uint8Array(5000), PartitionKey: String(n) })) });
        const failed = got.Records.filter((one) => one.ErrorCode);
        assert.equal(failed.length, got.FailedRecordCount);
        assert.ok(failed.length > 0, 'a burst is throttled');
        for (const one of failed) {
            members(one, ['ErrorCode', 'ErrorMessage']);
            assert.equal(one.ErrorCode, 'ProvisionedThroughputExceededException');
        }
    },
    async pagination() {
        const names = [0, 1, 2, 3].map((n) => `page-${n}`);
        for (const name of names) await stream(name);
        const got = [];
        for await (const page of sdk.paginateListStreams({ client: kinesis, pageSize: 3 }, {})) {
            members(page, ['StreamNames', 'HasMoreStreams', 'StreamSummaries'], ['NextToken']);
            for (const one of page.StreamSummaries) {
                members(one, ['StreamName', 'StreamARN', 'StreamStatus', 'StreamModeDetails',
                    'StreamCreationTimestamp']);
                recent(one.StreamCreationTimestamp);
            }
            got.push(...page.StreamNames);
        }
        assert.deepEqual(got.filter((name) => name.startsWith('page-')), names);
        await stream('shards-of-pages', 7);
        const sizes = [];
        for (let next = { StreamName: 'shards-of-pages' }; next;) {
            const page = await kinesis.listShards({ ...next, MaxResults: 3 });
            sizes.push(page.Shards.length);
            next = page.NextToken && { NextToken: page.NextToken };
        }
        assert.deepEqual(sizes, [3, 3, 1]);
    },
    async 'large-records'() {
        const put = async (by, name, Data) => until(async () => {
            try {
                return await by.putRecord({ StreamName: name, Data, PartitionKey: 'k' });
            } catch (error) {
                if (error.name !== 'ProvisionedThroughputExceededException') throw error;
                return undefined;
            }
        }, 'there is allowance for it', 30);
        const first = async (name, by) =>
            (await read(await iterator(name, shardZero), { by })).records[0].Data;
        const data = Buffer.alloc(10 * mib - 1, Uint8Array.from({ length: 251 }, (_, n) => n));
        await stream('large');
        await put(once, 'large', data.subarray(0, mib - 1));
        assert.ok(data.subarray(0, mib - 1).equals(await first('large', kinesis)));
        await refused('ValidationException', once.putRecord(
            { StreamName: 'large', Data: data.subarray(0, mib + 1), PartitionKey: 'k' }));
        await stream('larger', 1, { MaxRecordSizeInKiB: 10240 });
        await stream('raised');
        await kinesis.updateMaxRecordSize(
            { StreamARN: arnOf('raised'), MaxRecordSizeInKiB: 10240 });
        assert.equal((await summaryOf('raised')).MaxRecordSizeInKiB, 10240);
        await put(once, 'larger', data);
        assert.ok(data.equals(await first('larger', kinesis)));
        await put(http1, 'raised', data);
        assert.ok(data.equals(await first('raised', http1)));
    },
    async 'stream-arn'() {
        await stream('by-arn');
        const StreamARN = arnOf('by-arn');
        const { ShardId } = await kinesis.putRecord(
            { StreamARN, Data: bytes('x'), PartitionKey: 'k' });
        const described = (await kinesis.describeStream({ StreamARN })).StreamDescription;
        assert.equal(described.StreamName, 'by-arn');
        assert.equal((await kinesis.listShards({ StreamARN })).Shards.length, 1);
        const { ShardIterator } = await kinesis.getShardIterator(
            { StreamARN, ShardId, ShardIteratorType: 'TRIM_HORIZON' });
        assert.equal((await kinesis.getRecords({ StreamARN, ShardIterator })).Records.length, 1);
        await kinesis.deleteStream({ StreamARN });
        await refused('ResourceNotFoundException', kinesis.describeStream({ StreamARN }));
    },
    async accounts() {
        const StreamName = 'theirs';
        for (const [options, arn] of [
            [{ key: otherAccount }, `arn:aws:kinesis:us-east-1:${otherAccount}:stream/theirs`],
            [{ region: 'eu-west-1' }, `arn:aws:kinesis:eu-west-1:${account}:stream/theirs`]]) {
            const other = client(options);
            assert.deepEqual((await other.listStreams({})).StreamNames, []);
            await other.createStream({ StreamName, ShardCount: 1 });
            assert.equal((await summaryOf(StreamName, other)).StreamARN, arn);
            assert.deepEqual((await other.listStreams({})).StreamNames, [StreamName]);
        }
        await refused('ResourceNotFoundException', kinesis.describeStream({ StreamName }));
    },
    async profile() {
        const slow = client({ endpoint: process.env.WEIR_SLOW_ENDPOINT });
        const StreamName = 'slow';
        const status = async () => (await summaryOf(StreamName, slow)).StreamStatus;
        await slow.createStream({ StreamName, ShardCount: 1 });
        assert.equal(await status(), 'CREATING');
        await sdk.waitUntilStreamExists(
            { client: slow, maxWaitTime: 5, minDelay: 1, maxDelay: 1 }, { StreamName });
        await slow.splitShard(
            { StreamName, ShardToSplit: shardZero, NewStartingHashKey: half });
        assert.equal(await status(), 'UPDATING');
        await until(async () => (await status()) === 'ACTIVE', 'the split is done', 5);
        await slow.deleteStream({ StreamName });
        assert.equal(await status(), 'DELETING');
        await sdk.waitUntilStreamNotExists(
            { client: slow, maxWaitTime: 5, minDelay: 1, maxDelay: 1 }, { StreamName });
    },
    async subscribe() {
        for (const [name, by] of [['pushed-2', once],
            ['pushed-1', client({ retries: 0, requestHandler: new NodeHttpHandler() })]]) {
            await subscriptions(name, by);
        }
    },
    async delete() {
        const StreamName = await stream('deleted');
        members(await kinesis.deleteStream({ StreamName }), []);
        await sdk.waitUntilStreamNotExists(
            { client: kinesis, maxWaitTime: 5, minDelay: 1, maxDelay: 1 }, { StreamName });
        await refused('ResourceNotFoundException', kinesis.describeStream({ StreamName }));
        await stream(StreamName, 2);
        assert.equal((await shardsOf(StreamName)).length, 2);
    },
};

/** A running subscription: its events so far, and how it ended. */
async function subscribe(by, ConsumerARN, ShardId, StartingPosition) {
    const answer = await by.subscribeToShard({ ConsumerARN, ShardId, StartingPosition });
    const self = { events: [], over: false, error: undefined };
    (async () => {
        try {
            for await (const event of answer.EventStream) {
                self.events.push(event.SubscribeToShardEvent);
            }
        } catch (error) {
            self.error = error;
        }
        self.over = true;
    })();
    self.data = () => self.events.flatMap((event) => event.Records.map((one) => text(one.Data)));
    return self;
}

async function subscriptions(name, by) {
    await stream(name);
    const register = async (ConsumerName) => (await kinesis.registerStreamConsumer(
        { StreamARN: arnOf(name), ConsumerName })).Consumer.ConsumerARN;
    const [one, two] = [await register('one'), await register('two')];
    const put = (data) => kinesis.putRecord(
        { StreamName: name, Data: bytes(data), PartitionKey: 'k' });
    const first = await subscribe(by, one, shardZero, { Type: 'TRIM_HORIZON' });
    const begun = Date.now();
    const wanted = Array.from({ length: 20 }, (_, n) => String(n));
    for (const data of wanted) await put(data);
    await until(() => first.data().length >= wanted.length, 'every record has come');
    assert.deepEqual(first.data(), wanted);
    for (const event of first.events) {
        members(event, ['Records', 'ContinuationSequenceNumber', 'MillisBehindLatest']);
        for (const got of event.Records) {
            members(got, record);
            recent(got.ApproximateArrivalTimestamp);
        }
    }
    // Within a second the rate of calls is exceeded; who tries again is told that it is taken.
    await refused('ResourceInUseException', kinesis.subscribeToShard(
        { ConsumerARN: one, ShardId: shardZero, StartingPosition: { Type: 'LATEST' } }));
    const asked = Date.now();
    // Another consumer goes on from what the first one was told last.
    const second = await subscribe(by, two, shardZero, { Type: 'AFTER_SEQUENCE_NUMBER',
        SequenceNumber: first.events.at(-1).ContinuationSequenceNumber });
    await put('more');
    await until(() => second.data().length && first.data().length > wanted.length, 'both get it');
    assert.deepEqual([second.data(), first.data().at(-1)], [['more'], 'more']);
    await until(() => Date.now() - begun > 5100 && Date.now() - asked > 1100,
        'it may be taken over, and the last try is a second ago');
    const third = await subscribe(by, one, shardZero, { Type: 'LATEST' });
    await until(() => first.over, 'what was taken over has ended');
    assert.ok([undefined, 'ResourceInUseException'].includes(first.error?.name), first.error);
    await kinesis.splitShard(
        { StreamName: name, ShardToSplit: shardZero, NewStartingHashKey: half });
    for (const each of [second, third]) {
        await until(() => each.over, 'the end of a shard ends the stream');
        assert.equal(each.error, undefined);
        const last = each.events.at(-1);
        members(last, ['Records', 'MillisBehindLatest', 'ChildShards']);
        assert.deepEqual(last.ChildShards.map((child) => child.ShardId),
            ['shardId-000000000001', 'shardId-000000000002']);
    }
    const last = await subscribe(by, two, 'shardId-000000000001', { Type: 'TRIM_HORIZON' });
    await kinesis.deregisterStreamConsumer({ ConsumerARN: two });
    await until(() => last.over, 'deregistering ends the stream');
    assert.ok([undefined, 'ResourceNotFoundException'].includes(last.error?.name), last.error);
}

const only = (process.env.WEIR_STEPS ?? '').split(',').filter(Boolean);
console.log(`version\t@aws-sdk/client-kinesis ${version}, node ${process.versions.node}`);
for (const [name, step] of Object.entries(steps)) {
    if (only.length && !only.includes(name)) continue;
    const start = Date.now();
    let result = 'ok';
    try {
        await step();
    } catch (error) {
        const place = /javascript_client.mjs:\d+/g;
        const frames = [...(error.stack ?? '').matchAll(place)].slice(0, 3).join(' < ');
        result = `${error.name} at ${frames}: ${error.message}`.replace(/\s+/g, ' ');
    }
    console.log(`${name}\t${result}`);
    console.error(`${name}: ${(Date.now() - start) / 1000} s`);
}
for (const one of made) one.destroy();
process.exit(0); // whatever a failed step left open
