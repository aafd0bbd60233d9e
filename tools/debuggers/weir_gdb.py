# SPDX-License-Identifier: Apache-2.0
"""GDB shows values of weir as people write them: `source weir_gdb.py`, or a line of ~/.gdbinit.

`print/r` shows them as they are stored.
"""

import gdb
import gdb.printing

SHOWN_MAX = 200
ESCAPES = {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n"}


def member(value, *names):
    """The first of these members that the value has: standard libraries differ."""
    known = {field.name for field in all_fields(value.type.strip_typedefs())}
    for name in names:
        if name in known:
            return value[name]
    raise KeyError(names)


def all_fields(kind):
    for field in kind.fields():
        yield field
        if field.is_base_class:
            yield from all_fields(field.type.strip_typedefs())


def quoted(address, size):
    """Bytes in quotes as weir::to_text writes them."""
    shown = min(size, SHOWN_MAX)
    # Up to three bytes more, so that the last character is whole.
    read = min(size, SHOWN_MAX + 3)
    data = bytes(gdb.selected_inferior().read_memory(address, read)) if read else b""
    text, at = "", 0
    while at < shown:
        for length in (1, 2, 3, 4):
            try:
                letter = data[at:at + length].decode()
                break
            except UnicodeDecodeError:
                letter = ""
        if len(letter) == 1 and data[at] in ESCAPES:
            text += ESCAPES[data[at]]
        elif len(letter) == 1 and (data[at] >= 0x80 or 0x20 <= data[at] <= 0x7e):
            text += letter
            at += len(letter.encode()) - 1
        else:
            text += f"\\x{data[at]:02x}"
        at += 1
    return f'"{text}"' + (f" and {size - at} more bytes" if size > at else "")


def string_view(value):
    size = int(member(value, "_M_len", "__size_", "__size"))
    return quoted(int(member(value, "_M_str", "__data_", "__data")), size)


def blob(value):
    return quoted(int(value["data_"]), int(value["size_"]))


def optional(value):
    """What a std::optional holds, or None."""
    payload = member(value, "_M_payload", "__engaged_")
    if payload.type.code == gdb.TYPE_CODE_BOOL:
        return member(value, "__val_") if payload else None
    return payload["_M_payload"]["_M_value"] if payload["_M_engaged"] else None


def shard_id(index):
    return f"shardId-{int(index):012d}"


def uint128(value):
    return int(value["high_"]) << 64 | int(value["low_"])


def hash_keys(value):
    return f"{uint128(value['starting_hash_key'])} to {uint128(value['ending_hash_key'])}"


def instant(micros):
    """ISO 8601, also for years that Python's calendar does not have."""
    seconds, fraction = divmod(micros, 1_000_000)
    day, second = divmod(seconds, 86_400)
    era, of_era = divmod(day + 719_468, 146_097)  # days from a 1st of March
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    year += era * 400 + (1 if month >= 10 else 0)
    date = f"{year:04d}-{month + 3 if month < 10 else month - 9:02d}"
    date += f"-{of_year - (153 * month + 2) // 5 + 1:02d}"
    time = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    return f"{date}T{time}" + (f".{fraction:06d}".rstrip("0") if fraction else "") + "Z"


class ShardIdPrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return shard_id(self.value["index"])


class Uint128Printer:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return str(uint128(self.value))


class SequenceNumberPrinter:
    """The number, and what one of version 2 is made of."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        high, middle, low = (int(self.value[name]) for name in ("high_", "middle_", "low_"))
        number = str(high << 128 | middle << 64 | low)
        if high < 2 or low & 15 != 2:
            return number
        seconds = (middle << 28 | low >> 36) & 0xf_ffff_ffff
        index = (high << 48 | middle >> 16) & 0xffff_ffff_ffff_ffff
        shard = low >> 4 & 0xffff_ffff
        return f"{number} ({shard_id(shard)}, index {index}, {instant(seconds * 1_000_000)})"


class InstantPrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return instant(int(self.value["micros_"]))


class BlobPrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return blob(self.value)


class ArgumentPrinter:
    """Nothing, a value, or a text."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        form = int(self.value["form_"])
        if form == 1:
            return self.value["value_"]
        return string_view(self.value["text_"]) if form == 2 else "nothing"


class HashKeyRangePrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return hash_keys(self.value)


class RecordViewPrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        stamp = self.value["stamp_"]
        return f"record {int(self.value['sequence_index_'])} of {shard_id(stamp['shard_index'])}"

    def children(self):
        yield "partition_key", string_view(self.value["partition_key_"])
        yield "data", blob(self.value["data_"])
        yield "approximate_arrival_timestamp", self.value["arrival_"]


class RecordPrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return "record"

    def children(self):
        yield "sequence_number", self.value["sequence_number"]
        yield "approximate_arrival_timestamp", self.value["approximate_arrival_timestamp"]
        yield "partition_key", self.key()
        yield "data", self.data()

    def key(self):
        key = self.value["partition_key"]
        try:
            return quoted(int(key["_M_dataplus"]["_M_p"]), int(key["_M_string_length"]))
        except gdb.error:
            return key  # another library's string

    def data(self):
        data = self.value["data"]
        holder = data["_M_impl"] if has(data, "_M_impl") else data
        begin = int(member(holder, "_M_start", "__begin_"))
        return quoted(begin, int(member(holder, "_M_finish", "__end_")) - begin)


def has(value, name):
    return any(field.name == name for field in all_fields(value.type.strip_typedefs()))


class ShardPrinter:
    """A shard as it is listed."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        numbers = self.value["sequence_number_range"]
        closed = optional(numbers["ending_sequence_number"]) is not None
        return (f"{shard_id(self.value['shard_id']['index'])}, {'closed' if closed else 'open'}, "
                f"hash keys {hash_keys(self.value['hash_key_range'])}")

    def children(self):
        for name in ("parent_shard_id", "adjacent_parent_shard_id"):
            parent = optional(self.value[name])
            if parent is not None:
                yield name, parent
        numbers = self.value["sequence_number_range"]
        yield "starting_sequence_number", numbers["starting_sequence_number"]
        end = optional(numbers["ending_sequence_number"])
        if end is not None:
            yield "ending_sequence_number", end


class StreamShardPrinter:
    """A shard of a stream in this process, by where it comes from."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        origin = self.value["origin_"]
        return (f"{shard_id(origin['id']['index'])}, created {instant_of(origin['created'])}, "
                f"hash keys {hash_keys(origin['range'])}")

    def children(self):
        for name in ("parent", "adjacent_parent"):
            parent = optional(self.value["origin_"][name])
            if parent is not None:
                yield name, parent


def instant_of(value):
    return instant(int(value["micros_"]))


class ShardIteratorPrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        text = f"{shard_id(self.value['shard_']['index'])} from index {int(self.value['index_'])}"
        seconds = int(self.value["not_before_seconds_"])
        if seconds:
            text += f", not before {instant(seconds * 1_000_000)}"
        return text + f", created {instant_of(self.value['created_'])}"


def build():
    printers = gdb.printing.RegexpCollectionPrettyPrinter("weir")
    for name, printer in (
            ("ShardId", ShardIdPrinter), ("Uint128", Uint128Printer),
            ("SequenceNumber", SequenceNumberPrinter), ("Instant", InstantPrinter),
            ("Blob", BlobPrinter), ("Argument<.*>", ArgumentPrinter),
            ("HashKeyRange", HashKeyRangePrinter), ("RecordView", RecordViewPrinter),
            ("Record", RecordPrinter), ("Shard", ShardPrinter),
            ("StreamShard<.*>", StreamShardPrinter), ("ShardIterator", ShardIteratorPrinter)):
        printers.add_printer(name, f"^weir::(v0::)?{name}$", printer)
    return printers


gdb.printing.register_pretty_printer(gdb.current_objfile(), build(), replace=True)
