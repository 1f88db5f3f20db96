package io.twofold.internal.write;

import java.util.concurrent.atomic.LongAdder;

/** What this node has written to the source. */
final class Tally {
    final LongAdder written = new LongAdder();
    final LongAdder batches = new LongAdder();
    final LongAdder failures = new LongAdder();
}
