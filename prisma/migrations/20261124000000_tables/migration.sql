-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "repository" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "number" SERIAL NOT NULL,
    "owner" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "default_branch" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "repository_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ref_update" (
    "id" BIGSERIAL NOT NULL,
    "repository_id" UUID NOT NULL,
    "ref" TEXT NOT NULL,
    "old" TEXT,
    "new" TEXT,
    "seen_at" TIMESTAMPTZ(6) NOT NULL,
    "merged_at" TIMESTAMPTZ(6),
    "source" TEXT NOT NULL,
    "forced" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "ref_update_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "login" TEXT NOT NULL,
    "forge_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_session" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "token" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,
    "person_id" UUID NOT NULL,

    CONSTRAINT "person_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_account" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(6),
    "refresh_token_expires_at" TIMESTAMPTZ(6),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,
    "person_id" UUID NOT NULL,

    CONSTRAINT "person_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_state" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "sign_in_state_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "repository_role" (
    "person_id" UUID NOT NULL,
    "repository_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "checked_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "repository_role_pkey" PRIMARY KEY ("person_id","repository_id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "repository_id" UUID,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "request_id" TEXT,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "delivery_id" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "action" TEXT,
    "received_at" TIMESTAMPTZ(6) NOT NULL,
    "processed_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("delivery_id")
);

-- CreateTable
CREATE TABLE "draft" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "repository_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "title" TEXT NOT NULL DEFAULT '',
    "description" TEXT NOT NULL DEFAULT '',
    "base_commit" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,
    "branch" TEXT,
    "submitted_at" TIMESTAMPTZ(6),
    "change_number" INTEGER,
    "discarded_at" TIMESTAMPTZ(6),
    "options" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "draft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "draft_file" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "draft_id" UUID NOT NULL,
    "base_path" TEXT,
    "base_blob" TEXT,
    "path" TEXT,
    "edits" JSONB NOT NULL DEFAULT '[]',
    "text" TEXT,

    CONSTRAINT "draft_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "change_request" (
    "repository_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "draft" BOOLEAN NOT NULL DEFAULT false,
    "opened_by" TEXT NOT NULL,
    "base_ref" TEXT NOT NULL,
    "base_sha" TEXT NOT NULL,
    "head_ref" TEXT NOT NULL,
    "head_sha" TEXT NOT NULL,
    "merge_sha" TEXT,
    "merged_by" TEXT,
    "opened_at" TIMESTAMPTZ(6) NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL,
    "closed_at" TIMESTAMPTZ(6),
    "merged_at" TIMESTAMPTZ(6),
    "labels" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "review" JSONB NOT NULL DEFAULT '{}',
    "approval" JSONB,
    "etag" TEXT,
    "refreshed_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "change_request_pkey" PRIMARY KEY ("repository_id","number")
);

-- CreateTable
CREATE TABLE "enrolment_key" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "repository_id" UUID NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "scope" JSONB NOT NULL,
    "uses_left" INTEGER,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(6),

    CONSTRAINT "enrolment_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enrolment" (
    "id" UUID NOT NULL,
    "key_id" UUID NOT NULL,
    "proxy_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "enrolment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "proxy" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "number" SERIAL NOT NULL,
    "repository_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "environment" TEXT NOT NULL,
    "policy_path" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "engine" TEXT NOT NULL,
    "ephemeral" BOOLEAN NOT NULL DEFAULT false,
    "host_facts" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(6),

    CONSTRAINT "proxy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "proxy_path" (
    "id" BIGSERIAL NOT NULL,
    "proxy_id" UUID NOT NULL,
    "policy_path" TEXT NOT NULL,
    "since" TIMESTAMPTZ(6) NOT NULL,
    "changed_by" TEXT NOT NULL,

    CONSTRAINT "proxy_path_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "proxy_token" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "proxy_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "revoked_at" TIMESTAMPTZ(6),

    CONSTRAINT "proxy_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "proxy_contact" (
    "proxy_id" UUID NOT NULL,
    "last_seen_at" TIMESTAMPTZ(6) NOT NULL,
    "clock_skew_ms" INTEGER NOT NULL DEFAULT 0,
    "dropped_total" BIGINT NOT NULL DEFAULT 0,
    "version" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "proxy_contact_pkey" PRIMARY KEY ("proxy_id")
);

-- CreateTable
CREATE TABLE "connector_boot" (
    "boot" UUID NOT NULL,
    "proxy_id" UUID NOT NULL,
    "last_seq" BIGINT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(6) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "connector_boot_pkey" PRIMARY KEY ("boot")
);

-- CreateTable
CREATE TABLE "proxy_fact" (
    "proxy_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "sha256" BYTEA,
    "blob" TEXT,
    "commit" TEXT,
    "path" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "received_at" TIMESTAMPTZ(6) NOT NULL,
    "source" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "proxy_fact_pkey" PRIMARY KEY ("proxy_id","kind")
);

-- CreateTable
CREATE TABLE "instance" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "repository_id" UUID NOT NULL,
    "proxy_id" UUID,
    "reporter_id" UUID NOT NULL,
    "native_id" TEXT NOT NULL,
    "pid" INTEGER,
    "server" TEXT,
    "config" TEXT,
    "started_at" TIMESTAMPTZ(6),
    "last_heartbeat_at" TIMESTAMPTZ(6),
    "ended_at" TIMESTAMPTZ(6),
    "client" JSONB,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "instance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "instance_fact" (
    "instance_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "sha256" BYTEA,
    "blob" TEXT,
    "commit" TEXT,
    "path" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "received_at" TIMESTAMPTZ(6) NOT NULL,
    "source" TEXT NOT NULL,
    "result" TEXT,
    "error" TEXT,
    "evidence" SMALLINT NOT NULL DEFAULT 0,
    "reason" TEXT,

    CONSTRAINT "instance_fact_pkey" PRIMARY KEY ("instance_id","kind")
);

-- CreateTable
CREATE TABLE "load" (
    "id" BIGSERIAL NOT NULL,
    "proxy_id" UUID,
    "instance_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "received_at" TIMESTAMPTZ(6) NOT NULL,
    "kind" TEXT NOT NULL,
    "result" TEXT,
    "sha256" BYTEA,
    "blob" TEXT,
    "error" TEXT,
    "evidence" SMALLINT NOT NULL DEFAULT 0,

    CONSTRAINT "load_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_file" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "reporter_id" UUID NOT NULL,
    "instance_id" UUID,
    "first_line_hash" BYTEA NOT NULL,
    "acked_offset" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "event_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "log_gap" (
    "id" BIGSERIAL NOT NULL,
    "file_id" UUID NOT NULL,
    "from_offset" BIGINT NOT NULL,
    "to_offset" BIGINT NOT NULL,
    "from_time" TIMESTAMPTZ(6),
    "to_time" TIMESTAMPTZ(6),
    "events" BIGINT,
    "reason" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "log_gap_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "decision_conflict" (
    "id" BIGSERIAL NOT NULL,
    "file_id" UUID NOT NULL,
    "offset" BIGINT NOT NULL,
    "stored_hash" BYTEA NOT NULL,
    "sent_hash" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "decision_conflict_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tool_name" (
    "id" SERIAL NOT NULL,
    "repository_id" UUID NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "tool_name_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rule_name" (
    "id" SERIAL NOT NULL,
    "repository_id" UUID NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "rule_name_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "denial_message" (
    "id" SERIAL NOT NULL,
    "repository_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "denial_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_digest" (
    "id" SERIAL NOT NULL,
    "repository_id" UUID NOT NULL,
    "sha256" BYTEA NOT NULL,
    "blob" TEXT,

    CONSTRAINT "policy_digest_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "repository_number_key" ON "repository"("number");

-- CreateIndex
CREATE UNIQUE INDEX "repository_owner_name_key" ON "repository"("owner", "name");

-- CreateIndex
CREATE INDEX "ref_update_repository_id_ref_seen_at_idx" ON "ref_update"("repository_id", "ref", "seen_at");

-- CreateIndex
CREATE UNIQUE INDEX "person_forge_id_key" ON "person"("forge_id");

-- CreateIndex
CREATE UNIQUE INDEX "person_email_key" ON "person"("email");

-- CreateIndex
CREATE UNIQUE INDEX "person_session_token_key" ON "person_session"("token");

-- CreateIndex
CREATE INDEX "person_session_person_id_idx" ON "person_session"("person_id");

-- CreateIndex
CREATE INDEX "person_account_person_id_idx" ON "person_account"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "person_account_provider_id_account_id_key" ON "person_account"("provider_id", "account_id");

-- CreateIndex
CREATE INDEX "sign_in_state_identifier_idx" ON "sign_in_state"("identifier");

-- CreateIndex
CREATE INDEX "audit_event_repository_id_at_idx" ON "audit_event"("repository_id", "at" DESC);

-- CreateIndex
CREATE INDEX "audit_event_action_at_idx" ON "audit_event"("action", "at" DESC);

-- CreateIndex
CREATE INDEX "audit_event_actor_name_at_idx" ON "audit_event"("actor_name", "at" DESC);

-- CreateIndex
CREATE INDEX "webhook_delivery_received_at_idx" ON "webhook_delivery"("received_at");

-- CreateIndex
CREATE INDEX "draft_repository_id_person_id_updated_at_idx" ON "draft"("repository_id", "person_id", "updated_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "draft_file_draft_id_base_path_key" ON "draft_file"("draft_id", "base_path");

-- CreateIndex
CREATE INDEX "change_request_repository_id_state_updated_at_idx" ON "change_request"("repository_id", "state", "updated_at" DESC);

-- CreateIndex
CREATE INDEX "change_request_repository_id_merge_sha_idx" ON "change_request"("repository_id", "merge_sha");

-- CreateIndex
CREATE INDEX "change_request_repository_id_head_sha_idx" ON "change_request"("repository_id", "head_sha");

-- CreateIndex
CREATE UNIQUE INDEX "enrolment_key_key_hash_key" ON "enrolment_key"("key_hash");

-- CreateIndex
CREATE INDEX "enrolment_key_repository_id_created_at_idx" ON "enrolment_key"("repository_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "proxy_number_key" ON "proxy"("number");

-- CreateIndex
CREATE INDEX "proxy_repository_id_policy_path_idx" ON "proxy"("repository_id", "policy_path");

-- CreateIndex
CREATE UNIQUE INDEX "proxy_repository_id_name_key" ON "proxy"("repository_id", "name");

-- CreateIndex
CREATE INDEX "proxy_path_proxy_id_since_idx" ON "proxy_path"("proxy_id", "since");

-- CreateIndex
CREATE UNIQUE INDEX "proxy_token_token_hash_key" ON "proxy_token"("token_hash");

-- CreateIndex
CREATE INDEX "proxy_token_proxy_id_idx" ON "proxy_token"("proxy_id");

-- CreateIndex
CREATE INDEX "connector_boot_proxy_id_last_seen_at_idx" ON "connector_boot"("proxy_id", "last_seen_at" DESC);

-- CreateIndex
CREATE INDEX "instance_proxy_id_ended_at_started_at_idx" ON "instance"("proxy_id", "ended_at", "started_at" DESC);

-- CreateIndex
CREATE INDEX "instance_reporter_id_native_id_idx" ON "instance"("reporter_id", "native_id");

-- CreateIndex
CREATE INDEX "load_proxy_id_at_idx" ON "load"("proxy_id", "at");

-- CreateIndex
CREATE INDEX "load_instance_id_at_idx" ON "load"("instance_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "event_file_number_key" ON "event_file"("number");

-- CreateIndex
CREATE INDEX "event_file_reporter_id_idx" ON "event_file"("reporter_id");

-- CreateIndex
CREATE INDEX "log_gap_from_time_to_time_idx" ON "log_gap"("from_time", "to_time");

-- CreateIndex
CREATE UNIQUE INDEX "log_gap_file_id_from_offset_key" ON "log_gap"("file_id", "from_offset");

-- CreateIndex
CREATE UNIQUE INDEX "decision_conflict_file_id_offset_sent_hash_key" ON "decision_conflict"("file_id", "offset", "sent_hash");

-- CreateIndex
CREATE UNIQUE INDEX "tool_name_repository_id_name_key" ON "tool_name"("repository_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "rule_name_repository_id_name_key" ON "rule_name"("repository_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "denial_message_repository_id_hash_key" ON "denial_message"("repository_id", "hash");

-- CreateIndex
CREATE UNIQUE INDEX "policy_digest_repository_id_sha256_key" ON "policy_digest"("repository_id", "sha256");

-- AddForeignKey
ALTER TABLE "person_session" ADD CONSTRAINT "person_session_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_account" ADD CONSTRAINT "person_account_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repository_role" ADD CONSTRAINT "repository_role_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft" ADD CONSTRAINT "draft_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft_file" ADD CONSTRAINT "draft_file_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "enrolment_key"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_proxy_id_fkey" FOREIGN KEY ("proxy_id") REFERENCES "proxy"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "proxy_path" ADD CONSTRAINT "proxy_path_proxy_id_fkey" FOREIGN KEY ("proxy_id") REFERENCES "proxy"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "proxy_token" ADD CONSTRAINT "proxy_token_proxy_id_fkey" FOREIGN KEY ("proxy_id") REFERENCES "proxy"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "proxy_contact" ADD CONSTRAINT "proxy_contact_proxy_id_fkey" FOREIGN KEY ("proxy_id") REFERENCES "proxy"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connector_boot" ADD CONSTRAINT "connector_boot_proxy_id_fkey" FOREIGN KEY ("proxy_id") REFERENCES "proxy"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "proxy_fact" ADD CONSTRAINT "proxy_fact_proxy_id_fkey" FOREIGN KEY ("proxy_id") REFERENCES "proxy"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "instance" ADD CONSTRAINT "instance_proxy_id_fkey" FOREIGN KEY ("proxy_id") REFERENCES "proxy"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "instance_fact" ADD CONSTRAINT "instance_fact_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "instance"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_file" ADD CONSTRAINT "event_file_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "instance"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "log_gap" ADD CONSTRAINT "log_gap_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "event_file"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


