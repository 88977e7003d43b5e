terraform {
  required_providers {
    scaleway = {
      source  = "scaleway/scaleway"
      version = "~> 2.81"
    }
  }
}

provider "scaleway" {
  region = "fr-par"
}

variable "database_url" {
  type      = string
  sensitive = true
}

resource "scaleway_container_namespace" "shop" {
  name = "shop"
}

resource "scaleway_container" "order_api" {
  name         = "order-api"
  namespace_id = scaleway_container_namespace.shop.id
  image        = "rg.fr-par.scw.cloud/my-registry/order-api:v1.4.0"
  privacy      = "public"
  port         = 8080
  cpu_limit    = 280
  memory_limit = 512
  min_scale    = 1
  max_scale    = 10
  timeout      = 60
  http_option  = "redirected"

  environment_variables = {
    LOG_LEVEL = "info"
  }
  secret_environment_variables = {
    DATABASE_URL = var.database_url
  }
}

resource "scaleway_container_cron" "nightly" {
  container_id = scaleway_container.order_api.id
  name         = "nightly"
  schedule     = "0 2 * * *"
  args         = jsonencode({ task = "report" })
}
