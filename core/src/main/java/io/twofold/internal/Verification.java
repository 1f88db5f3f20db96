package io.twofold.internal;

import java.util.concurrent.CompletableFuture;

/**
 * Asks the remote tier for proof that this node has missed nothing, and that the server which answers is the one
 * whose history it knows. What the remote tier holds is believed only while there is such proof, not older than
 * {@code maxStaleness}.
 */
interface Verification {
    /** Asks, or joins those who ask already; false if there is no proof to be had. Never completes exceptionally. */
    CompletableFuture<Boolean> verify();

    /** Asks again, even if somebody is asking: something may have been missed since. */
    void verifyAnew();

    /** Of what is put together before the one who asks. */
    final class Later implements Verification {
        private volatile Verification by = new Verification() {
            @Override
            public CompletableFuture<Boolean> verify() {
                return CompletableFuture.completedFuture(false);
            }

            @Override
            public void verifyAnew() {
                // whoever comes to ask begins with asking
            }
        };

        void by(Verification asks) {
            by = asks;
        }

        @Override
        public CompletableFuture<Boolean> verify() {
            return by.verify();
        }

        @Override
        public void verifyAnew() {
            by.verifyAnew();
        }
    }
}
