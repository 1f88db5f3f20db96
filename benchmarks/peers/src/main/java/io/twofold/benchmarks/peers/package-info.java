/** What Twofold is compared with, each behind the same interface and used as its documentation says. */
@NullMarked
package io.twofold.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
