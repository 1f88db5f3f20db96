/**
 * For tests of what uses Twofold, or extends it: time that stands still, a remote tier in memory, a real Redis that
 * is started for the test, faults at will, and the conformance suites.
 */
@NullMarked
package io.twofold.testkit;

import org.jspecify.annotations.NullMarked;
