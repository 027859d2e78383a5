-- A report may be sent twice: the same load of the same process is one row.
CREATE UNIQUE INDEX "load_instance_id_kind_at_key" ON "load"("instance_id", "kind", "at");
