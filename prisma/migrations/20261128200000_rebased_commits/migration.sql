-- A rebase puts every commit of a pull request on the branch by itself; `merge_sha` is the last of them.
ALTER TABLE "change_request" ADD COLUMN "rebased" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
CREATE INDEX "change_request_rebased_idx" ON "change_request" USING GIN ("rebased");
