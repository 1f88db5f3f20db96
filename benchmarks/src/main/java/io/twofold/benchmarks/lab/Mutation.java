package io.twofold.benchmarks.lab;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A change of one method of a compiled class; of its lambdas too.
 *
 * @param type the class, by its name after {@code io.twofold.}
 * @param method the method's name
 * @param what what is changed
 * @param result what is there instead
 */
record Mutation(String type, String method, Change what, Result result) {
    /** What may be changed. */
    sealed interface Change {}

    /** The whole method: it does nothing but return the result. */
    record Body() implements Change {}

    /** Calls of a method of that name, on whatever class: they don't happen, and have the result. */
    record Call(String called) implements Change {}

    /** Calls of a method of that name, on whatever class: another of the same type is called in its place. */
    record Exchange(String called, String instead) implements Change {}

    /** The comparison of two longs that is the so-many-th of the method, from 0: it has the result. */
    record Comparison(int ordinal) implements Change {}

    /** What there may be instead. */
    enum Result {
        FALSE,
        TRUE,
        NOTHING,
        THIS,
        AN_HOUR,
        NO_POSITION,
        A_TOKEN,
        EQUAL,
        LESS,
        NULL;

        void push(MethodVisitor code) {
            switch (this) {
                case FALSE, EQUAL -> code.visitInsn(Opcodes.ICONST_0);
                case TRUE -> code.visitInsn(Opcodes.ICONST_1);
                case LESS -> code.visitInsn(Opcodes.ICONST_M1);
                case THIS -> code.visitVarInsn(Opcodes.ALOAD, 0);
                case AN_HOUR -> code.visitLdcInsn(3_600_000_000_000L);
                case NULL -> code.visitInsn(Opcodes.ACONST_NULL);
                case A_TOKEN -> code.visitLdcInsn("token");
                case NO_POSITION ->
                    code.visitFieldInsn(
                            Opcodes.GETSTATIC, "io/twofold/spi/Position", "NONE", "Lio/twofold/spi/Position;");
                case NOTHING -> {
                    // a call without a result leaves none behind
                }
            }
        }
    }

    static Mutation body(String type, String method, Result result) {
        return new Mutation(type, method, new Body(), result);
    }

    static Mutation call(String type, String method, String called, Result result) {
        return new Mutation(type, method, new Call(called), result);
    }

    static Mutation exchange(String type, String method, String called, String instead) {
        return new Mutation(type, method, new Exchange(called, instead), Result.NOTHING);
    }

    static Mutation comparison(String type, String method, int ordinal, Result result) {
        return new Mutation(type, method, new Comparison(ordinal), result);
    }

    String className() {
        return "io.twofold." + type;
    }

    private boolean concerns(String name) {
        return name.equals(method) || name.startsWith("lambda$" + method + "$");
    }

    /**
     * What is to visit the code of a method.
     *
     * @param next writes the code
     * @param applied to be run where the mutation changes something
     * @return null if the method's own code is to be forgotten
     */
    @Nullable
    MethodVisitor visitor(String name, String descriptor, MethodVisitor next, Runnable applied) {
        if (!concerns(name)) {
            return next;
        }
        if (what instanceof Body) {
            applied.run();
            next.visitCode();
            result.push(next);
            next.visitInsn(Type.getReturnType(descriptor).getOpcode(Opcodes.IRETURN));
            next.visitMaxs(0, 0);
            next.visitEnd();
            return null;
        }
        return new Replacing(next, applied);
    }

    private final class Replacing extends MethodVisitor {
        private final Runnable applied;
        private int comparisons;

        Replacing(MethodVisitor next, Runnable applied) {
            super(Opcodes.ASM9, next);
            this.applied = applied;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean ofInterface) {
            if (what instanceof Exchange exchange && exchange.called.equals(name)) {
                applied.run();
                super.visitMethodInsn(opcode, owner, exchange.instead, descriptor, ofInterface);
                return;
            }
            if (!(what instanceof Call call && call.called.equals(name))) {
                super.visitMethodInsn(opcode, owner, name, descriptor, ofInterface);
                return;
            }
            applied.run();
            Type[] arguments = Type.getArgumentTypes(descriptor);
            for (int i = arguments.length - 1; i >= 0; i--) {
                visitInsn(arguments[i].getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
            }
            if (opcode != Opcodes.INVOKESTATIC) {
                visitInsn(Opcodes.POP);
            }
            result.push(this);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.LCMP && what instanceof Comparison at && at.ordinal == comparisons++) {
                applied.run();
                super.visitInsn(Opcodes.POP2);
                super.visitInsn(Opcodes.POP2);
                result.push(this);
            } else {
                super.visitInsn(opcode);
            }
        }
    }
}
