/**
 * Pure decisions: values and times in, decisions out. Nothing here does I/O, reads a clock, or has
 * collaborators.
 */
@NullMarked
package io.twofold.policy;

import org.jspecify.annotations.NullMarked;
